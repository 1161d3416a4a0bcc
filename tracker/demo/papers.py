"""A deal that the program itself leads in the demo company: what is done to it step by step, each step one change."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from sqlalchemy import select

from docgen.documents import PaymentMoment
from docgen.intake import KitOrder
from docgen.intake.source import Source
from docgen.library import find_kind
from tracker.closing.choices import Choice, GoodsPaper, ServicesPaper
from tracker.closing.issuing import issue_item
from tracker.closing.planning import plan_of_deal
from tracker.demo.orders import INVOICE, Wish
from tracker.evidence import TAX_INVOICE
from tracker.facts import Authority, Evidence, Side
from tracker.house import House, Work
from tracker.models import DealRow, DocumentRow, IssuedPaperRow, ObligationRow
from tracker.papers.drafts import Draft
from tracker.papers.issuing import annul, supersede
from tracker.papers.kits import assemble
from tracker.recording import PaymentFacts, add_payment, allocate, obligations, papers


@dataclass(slots=True, kw_only=True)
class Lead:
    """A deal from its order onwards; keys are known once it is issued. ``closing``: keys of its closing papers."""

    wish: Wish
    order: KitOrder
    code: str | None = None
    deal_id: int = 0
    counterparty_id: int = 0
    kit: dict[str, int] = field(default_factory=dict)
    closing: list[int] = field(default_factory=list)

    @property
    def contract(self) -> int:
        """The key of its contract."""
        return next(key for name, key in self.kit.items() if name.endswith("_contract"))

    @property
    def total(self) -> int:
        """Its sum, kopecks."""
        return sum(stage.amount.kopecks for stage in self.order.snapshot.terms.payments)

    @property
    def advance(self) -> int:
        """What is to be paid before anything is done, kopecks."""
        stages = self.order.snapshot.terms.payments
        return sum(stage.amount.kopecks for stage in stages if stage.moment is PaymentMoment.ADVANCE)

    def issue(self, work: Work) -> None:
        """Makes the deal and its papers; they are signed by us and go to the client."""
        made = assemble(work, self.order, code=self.code)
        self.deal_id, self.code = made.deal_id, made.deal_code
        self.kit = {paper.kind.name: paper.document_id for paper in made.papers}
        statement = select(DealRow.counterparty_id).where(DealRow.id == self.deal_id)
        self.counterparty_id = work.connection.execute(statement).scalar_one()
        for key in self.kit.values():
            papers.sign_by_us(work, key, work.today)
            papers.send(work, key, work.today)

    def sign_contract(self, work: Work) -> None:
        """The client signs the contract and sends its scan."""
        papers.sign_by_client(work, self.contract, work.today, Authority.HEAD)
        papers.receive_scan(work, self.contract, work.today)

    def return_contract(self, work: Work) -> None:
        """Its original comes."""
        papers.receive_original(work, self.contract, work.today)

    def say_paid(self, work: Work) -> None:
        """The client says that the advance went."""
        self._pay(work, self.advance or self.total, Evidence.CLIENT_WORD)

    def pay_advance(self, work: Work) -> None:
        """The advance comes."""
        self._pay(work, self.advance or self.total, Evidence.BANK_STATEMENT)

    def pay_rest(self, work: Work) -> None:
        """The rest comes."""
        if self.total > self.advance > 0:
            self._pay(work, self.total - self.advance, Evidence.BANK_STATEMENT)

    def _pay(self, work: Work, amount: int, evidence: Evidence) -> None:
        number = str(self.deal_id * 3 % 900 + 14)
        facts = PaymentFacts(
            organization_id=self.wish.organization.id,
            counterparty_id=self.counterparty_id,
            date=work.today,
            amount=amount,
            evidence=evidence,
            number=number,
            purpose=f"Оплата по сделке {self.code}",
        )
        key = add_payment(work, facts)
        invoice = self.kit.get(INVOICE)
        is_received = evidence is Evidence.BANK_STATEMENT and invoice is not None
        allocate(work, key, self.deal_id, amount, {invoice: amount} if is_received and invoice else None)

    def perform(self, work: Work) -> None:
        """We do all that we owe."""
        statement = select(ObligationRow.id).where(
            ObligationRow.deal_id == self.deal_id, ObligationRow.by == Side.US.value
        )
        for key in work.connection.execute(statement.order_by(ObligationRow.position)).scalars().all():
            obligations.perform(work, key, work.today)

    def close(self, house: House, work: Work) -> None:
        """Makes the closing papers that are lacking, and signs them for us."""
        is_upd = self.deal_id % 2 == 0
        choice = Choice(
            first=work.today.replace(day=1),
            today=work.today,
            goods=GoodsPaper.UPD if is_upd else GoodsPaper.WAYBILL,
            services=ServicesPaper.ACT,
        )
        for paper in plan_of_deal(work.connection, choice, self.deal_id):
            subject = {"deal": self.deal_id, "key": paper.key, "date": paper.dated_on.isoformat()}
            done = issue_item(house, work, choice.as_params(), subject)
            if done["issued"]:
                papers.sign_by_us(work, done["document"], work.today)
                self.closing.append(done["document"])

    def send_closing(self, work: Work) -> None:
        """The closing papers go to the client."""
        for key in self.closing:
            papers.send(work, key, work.today)

    def deliver_closing(self, work: Work) -> None:
        """They arrive, which can be proved."""
        for key in self.closing:
            papers.record_delivery(work, key, work.today)

    def sign_closing(self, work: Work) -> None:
        """The client signs what is to be signed, and sends scans."""
        for key in self._to_be_signed(work):
            papers.sign_by_client(work, key, work.today, Authority.APPROVED)
            papers.receive_scan(work, key, work.today)

    def return_closing(self, work: Work) -> None:
        """The originals come."""
        for key in self._to_be_signed(work):
            papers.receive_original(work, key, work.today)

    def _to_be_signed(self, work: Work) -> list[int]:
        statement = select(DocumentRow.id).where(DocumentRow.id.in_(self.closing), DocumentRow.kind != TAX_INVOICE)
        return list(work.connection.execute(statement.order_by(DocumentRow.id)).scalars())

    def correct_closing(self, work: Work) -> None:
        """The first closing paper is issued once more in the place of a wrong one, and goes to the client."""
        old = self.closing[0]
        statement = (
            select(DocumentRow.kind, IssuedPaperRow.input)
            .join(IssuedPaperRow, IssuedPaperRow.document_id == DocumentRow.id)
            .where(DocumentRow.id == old)
        )
        kind, frozen = work.connection.execute(statement).one()
        draft = Draft(
            kind=find_kind(kind),
            organization_id=self.wish.organization.id,
            deal_id=self.deal_id,
            source=Source(json.loads(frozen)["data"], ()),
        )
        made = supersede(work, old, draft, "Уточнён грузополучатель по просьбе клиента")
        papers.sign_by_us(work, made.document_id, work.today)
        papers.send(work, made.document_id, work.today)
        self.closing[0] = made.document_id

    def annul_invoice(self, work: Work) -> None:
        """The invoice was made out by mistake."""
        annul(work, self.kit[INVOICE], work.today, "Клиент отказался от заказа до оплаты")
