"""Signed papers come home as scans: a stack is read, split into papers, filed as evidence, and confirmed by a person.

Nothing here decides that a paper is signed. ``intake`` files what came; ``confirming`` records what a person saw;
``tray`` holds the pages that belong to no paper yet.
"""
