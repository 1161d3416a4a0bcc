"""Registers: long lists that people work through, all made by one machine.

A register gets from it: filters kept in the address (wrong ones are told beside their fields), sorting by headings,
keyset pages, a total of everything found, saved views that can be shared, an XLSX file of everything found, check
boxes («the page» / «everything found»), bulk actions as background work with a page of progress, and «save and next».

How to add one, in its own room:

1. Filters: a form over the address, ``class PaymentAsk(AskForm)``, with fields of ``web/forms/base.py`` and
   ``web/forms/registers.py`` (``PickField`` chooses of some words, ``CountField`` reads a number). ``WorkAsk`` of that
   file has organisation, manager, client, age and sums, and ``work_filter(asked)`` makes of them what
   ``tracker.lists.kept.WorkFilter`` takes, cut to the visitor's reach.
2. Reading: ``read(connection, asked) -> tracker.lists.paging.Page``: rows after ``asked.after`` in the order
   ``asked.order``, ``asked.size`` of them, of ``asked.labels`` alone; the page's total counts everything found.
3. The description::

       PAYMENTS = Register(
           endpoint="money.payments", title="Платежи", noun="платёж|платежа|платежей", form=PaymentAsk,
           orders={"newest": "Сначала новые"}, read=read,
           columns=(
               Column(title="День", value=lambda row: row.on, kind=Kind.DAY, order="newest"),
               Column(title="Плательщик", value=lambda row: row.payer, note=lambda row: row.purpose),
               Column(title="Сумма", value=lambda row: row.amount, kind=Kind.MONEY),
           ),
           empty=("Платежей нет", "Загрузите выписку."),
           key=lambda row: str(row.id), find=find, actions=(...),       # only for check boxes
       )
       mount(blueprint, "/payments", PAYMENTS)

   A list with a head of its own mounts with ``has_list=False`` and answers ``show(PAYMENTS, figures=...)`` with a
   template that extends «registers/list.html» (blocks ``top`` and ``bottom``).
4. Access: ``**register("money.payments", CONTROL)`` in the room's table of ``web/access.py``.
5. Bulk actions: a kind of ``tracker/batches/kinds.py`` whose doing asks ``tracker.batches.reach.refuse_foreign`` first
   (the batch's ``own`` says that the visitor reaches only their own), an ``Action`` that makes its items of the rows.
   A kind named in ``UNDOING`` gets a button that takes everything back.
6. «Save and next»: the list links to a row's form with ``next_url``; after saving, ``following`` finds the next row.
"""

from __future__ import annotations

from web.screens.registers.acting import leave
from web.screens.registers.asking import Question, question
from web.screens.registers.description import Action, Asked, Column, Kind, Labels, Register
from web.screens.registers.mounting import mount
from web.screens.registers.showing import show
from web.screens.registers.walking import Following, following

__all__ = [
    "Action",
    "Asked",
    "Column",
    "Following",
    "Kind",
    "Labels",
    "Question",
    "Register",
    "following",
    "leave",
    "mount",
    "question",
    "show",
]
