"""Closing a month: what was performed and lacks a closing paper or a tax invoice, and those papers by the hundreds.

    rows → cases (facts of a deal) → papers (what is lacking, pure) → planning (the plan of a month)
    plan → asking (a batch) → issuing (one paper of it, looked at again) → tracker.papers.issuing

Days. An act, a waybill, a handover certificate bear the day of performance; one of an earlier month is late and bears
the day on which it is made (п. 3 ст. 9 402-ФЗ), its text names the day of performance. A tax invoice, and a УПД that is
one, bears the day of performance while its five days last (п. 3 ст. 168 НК РФ), then the day on which it is made; never
a day before that of the last one issued, for their numbers follow their days. VAT is always by the day of performance.
"""
