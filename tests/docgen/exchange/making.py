"""Archives for tests: what an operator exports, written here by hand, with names, titles, receipts and signatures."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

OUR_INN, CLIENT_INN = "7712345671", "500123456750"
SELLER_ID = "ON_NSCHFDOPPR_2BMclient_2BMours_20261124_11111111-2222-3333-4444-555555555555"
BUYER_ID = "ON_NSCHFDOPPOK_2BMours_2BMclient_20261125_66666666-2222-3333-4444-555555555555"


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)  # of one date, so that the bytes repeat
    return stream.getvalue()


def xml(text: str) -> bytes:
    return f'<?xml version="1.0" encoding="windows-1251"?>\n{text}'.encode("cp1251")


def seller_title(
    number: str = "15",
    date: str = "24.11.2026",
    *,
    function: str = "СЧФДОП",
    total: str = "244000.00",
    file_id: str = SELLER_ID,
    buyer_inn: str = CLIENT_INN,
    revision: str = "",
    is_old: bool = False,
) -> bytes:
    """A УПД: format 5.02, or 5.01, whose attributes are called otherwise."""
    words = ("НомерДок", "ДатаДок", "ИспрДок", "НомИспр")
    if is_old:
        words = ("НомерСчФ", "ДатаСчФ", "ИспрСчФ", "НомИспрСчФ")
    fixed = f'<{words[2]} {words[3]}="{revision}"/>' if revision else ""
    return xml(
        f'<Файл ИдФайл="{file_id}" ВерсФорм="5.02"><Документ КНД="1115131" Функция="{function}">'
        f'<СвСчФакт {words[0]}="{number}" {words[1]}="{date}">{fixed}'
        f'<СвПрод><ИдСв><СвЮЛУч НаимОрг="ООО «Светотехника»" ИННЮЛ="{OUR_INN}"/></ИдСв></СвПрод>'
        f'<СвПокуп><ИдСв><СвИП ИННФЛ="{buyer_inn}"/></ИдСв></СвПокуп></СвСчФакт>'
        f'<ТаблСчФакт><ВсегоОпл СтТовУчНалВсего="{total}"/></ТаблСчФакт></Документ></Файл>'
    )


def buyer_title(outcome: str = "1", date: str = "25.11.2026", *, about: str = SELLER_ID, number: str = "15") -> bytes:
    code = f'<КодСодОпер КодИтога="{outcome}"/>' if outcome else ""
    return xml(
        f'<Файл ИдФайл="{BUYER_ID}" ВерсФорм="5.02"><ИнфПок КНД="1115132" ДатаИнфПок="25.11.2026" '
        f'ВремИнфПок="10.20.30"><ИдИнфПрод ИдФайлИнфПр="{about}"/>'
        f'<СодФХЖ4 Функция="СЧФДОП" ПорНомДокИнфПр="{number}" ДатаДокИнфПр="24.11.2026">'
        f'<СвПрин СодОпер="Товары приняты" ДатаПрин="{date}">{code}</СвПрин></СодФХЖ4></ИнфПок></Файл>'
    )


def receipt(kind: str, on: str = "24.11.2026", *, about: str = SELLER_ID, note: str = "") -> bytes:
    """DP_PDPOL, DP_PDOTPR, DP_IZVPOL, DP_UVUTOCH or DP_PRANNUL."""
    inner = {"DP_IZVPOL": "СвИзвПолуч", "DP_UVUTOCH": "СвУведУточ", "DP_PRANNUL": "СвПредАн"}.get(kind, "СведПодтв")
    day = ("ДатаОтпр", "ВремяОтпр") if kind == "DP_PDOTPR" else ("ДатаПол", "ВремяПол")
    told = f"<ТекстУведУточ>{note}</ТекстУведУточ>" if note else ""
    return xml(
        f'<Файл ИдФайл="{receipt_id(kind)}"><Документ КНД="1115110">'
        f'<ОперЭДО НаимОрг="АО «Оператор»" ИННЮЛ="6663003127"/><{inner} {day[0]}="{on}" {day[1]}="11.12.13">'
        f'<СведПолФайл ИмяПостФайла="{about}"/>{told}</{inner}></Документ></Файл>'
    )


def receipt_id(kind: str) -> str:
    return f"{kind}_2BMours_2BMclient_20261124_{kind}-0001"


def attorney(number: str = "4f1c2d3e-5a6b-4c7d-8e9f-0a1b2c3d4e5f") -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?><Доверенность xmlns="urn://x-artefacts/EMCHD_1" '
        f'ИдФайл="ON_EMCHD_20261101_1"><Документ><Довер><СвДов НомДовер="{number}"/></Довер></Документ></Доверенность>'
    ).encode()
