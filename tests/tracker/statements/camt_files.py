"""camt.053 files of our own making."""

from __future__ import annotations

OWN, SECOND, OTHER = "40702810900000000011", "40702810200000000022", "40702810500000000033"


def account(number, tag="Acct", currency="RUB"):
    return f"<{tag}><Id><Othr><Id>{number}</Id></Othr></Id><Ccy>{currency}</Ccy></{tag}>"


def party(name, inn="", is_wrapped=True):
    found = f"<Id><OrgId><Othr><Id>{inn}</Id><SchmeNm><Cd>TXID</Cd></SchmeNm></Othr></OrgId></Id>" if inn else ""
    inner = f"<Nm>{name}</Nm>{found}"
    return f"<Pty>{inner}</Pty>" if is_wrapped else inner


def transaction(
    *, amount="", payer=OTHER, payee=OWN, purpose="Оплата по счёту № 15", reference="15", is_wrapped=True, sign=""
):
    told = f'<Amt Ccy="RUB">{amount}</Amt>' if amount else ""
    return (
        f"<TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs>{told}{sign}"
        f"<RltdPties><Dbtr>{party('ООО «Ромашка»', '7701000009', is_wrapped)}</Dbtr>{account(payer, 'DbtrAcct')}"
        f"<Cdtr>{party('ООО «Светотехника»', '7701000007', is_wrapped)}</Cdtr>{account(payee, 'CdtrAcct')}</RltdPties>"
        f"<RmtInf><Ustrd>{purpose}</Ustrd></RmtInf></TxDtls>"
    )


def entry(*transactions, amount="1200.50", sign="CRDT", day="2026-11-20", more="", currency="RUB", status="BOOK"):
    return (
        f'<Ntry><NtryRef>1</NtryRef><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{more}'
        f"<Sts><Cd>{status}</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>R1</AcctSvcrRef>"
        "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>"
        f"<NtryDtls>{''.join(transactions)}</NtryDtls></Ntry>"
    )


def balance(kind, amount, sign="CRDT"):
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="RUB">{amount}</Amt>'
        f"<CdtDbtInd>{sign}</CdtDbtInd><Dt><Dt>2026-11-20</Dt></Dt></Bal>"
    )


def statement(*entries, number=OWN, balances="", day="2026-11-20", currency="RUB"):
    return (
        f"<Stmt><Id>1</Id><FrToDt><FrDtTm>{day}T00:00:00+03:00</FrDtTm><ToDtTm>{day}T23:59:59+03:00</ToDtTm></FrToDt>"
        f"{account(number, currency=currency)}{balances}{''.join(entries)}</Stmt>"
    )


def file(*statements, version="08", encoding="UTF-8", head=""):
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>{head}'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>1</MsgId></GrpHdr>{''.join(statements)}</BkToCstmrStmt></Document>"
    )
    return text.encode({"windows-1251": "cp1251"}.get(encoding, encoding))
