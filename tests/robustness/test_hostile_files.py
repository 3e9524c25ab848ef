"""Files from outside: bombs, entities, formulas; each is read as data or refused in a sentence, in little memory."""

from __future__ import annotations

import io
import json
import resource
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from crm_desktop.core.errors import CrmError
from crm_desktop.exchange.table_writers import write_csv, write_xlsx
from crm_desktop.exchange.tabular import sniff_bytes
from crm_desktop.exchange.workbook import sheet_names, sheet_rows

_STRINGS = "xl/sharedStrings.xml"
_HEAD = b'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def _workbook(**parts: bytes) -> bytes:
    """A small workbook with some parts replaced (`/` written as `__`)."""
    made = write_xlsx(["Name"], [["Nora"]])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        replaced = {name.replace("__", "/"): content for name, content in parts.items()}
        for info in old.infolist():
            new.writestr(info.filename, replaced.pop(info.filename, old.read(info.filename)))
        for name, content in replaced.items():
            new.writestr(name, content)
    return out.getvalue()


def _refused(data: bytes, name: str = "book.xlsx") -> str:
    with pytest.raises(CrmError) as refused:
        sheet_names(data, name)
    assert name in refused.value.title
    assert "Nothing was" in refused.value.detail
    return refused.value.title


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    strings = _HEAD + b"<si><t>" + b"A" * (60 << 20) + b"</t></si></sst>"
    data = _workbook(**{_STRINGS.replace("/", "__"): strings})
    assert len(data) < 100_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "too large" in _refused(data)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process is read from /proc")
def test_a_bomb_that_lies_about_its_size_is_refused_in_little_memory(tmp_path: Path) -> None:
    strings = _HEAD + b"<si><t>" + b"A" * (40 << 20) + b"</t></si></sst>"
    data = bytearray(_workbook(**{_STRINGS.replace("/", "__"): strings}))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as package:
        info = package.getinfo(_STRINGS)
    claim = struct.pack("<I", zlib.crc32(strings[:5000])), struct.pack("<I", 5000)
    central = data.rindex(_STRINGS.encode()) - 46
    for place in (info.header_offset + 14, central + 16):
        data[place : place + 4] = claim[0]
    for place in (info.header_offset + 22, central + 24):
        data[place : place + 4] = claim[1]
    path = tmp_path / "lie.xlsx"
    path.write_bytes(data)
    code = (
        "import sys, pathlib\n"
        "from crm_desktop.core.errors import CrmError\n"
        "from crm_desktop.exchange.workbook import sheet_names\n"
        "try:\n    print(sheet_names(pathlib.Path(sys.argv[1]).read_bytes(), 'lie.xlsx'))\n"
        "except CrmError as error:\n    print(error.title)\n"
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))\n"
    )
    said = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True).stdout
    title, memory = said.splitlines()
    assert "could not be read" in title
    assert int(memory) < 100_000


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><sst>&b;</sst>',
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><sst>&f;</sst>',
    b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><sst/>',
    b'<?xml version="1.0"?>' + b" " * 3000 + b'<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><sst/>',
    b'<!--' + b"x" * 8000 + b'--><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><sst><si><t>&f;</t></si></sst>',
    '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><sst>&f;</sst>'.encode("utf-16"),
    b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-<sst/>',
)  # fmt: skip


@pytest.mark.parametrize("content", ENTITIES, ids=range(len(ENTITIES)))
@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_entities_name_no_file_and_grow_no_text(part: str, content: bytes) -> None:
    data = _workbook(**{part.replace("/", "__"): content})
    try:
        cells = [cell for name in sheet_names(data, "x.xlsx") for _, row in sheet_rows(data, "x.xlsx", name)
                 for cell in row]  # fmt: skip
    except CrmError:
        return
    assert "root:" not in json.dumps(cells)
    assert sum(map(len, cells)) < 1000


def test_entities_in_an_open_document_name_no_file() -> None:
    out = io.BytesIO()
    content = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">&f;'
        b"</office:document-content>"
    )
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
    _refused(out.getvalue(), "book.ods")


@pytest.mark.parametrize("name", ["../../x.xml", "/etc/x.xml", "C:\\x.xml", "xl/worksheets/../../../x.xml"])
def test_names_in_a_workbook_are_never_places(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    data = _workbook(**{name: b"<x/>"})
    assert sheet_names(data, "x.xlsx")
    assert list(tmp_path.rglob("*")) == []


FORMULAS = [
    prefix + lead + rest
    for prefix in ("", " ", "\u00a0", "\u200b", "'", "''", "\ufeff")
    for lead in ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
    for rest in ("cmd|' /C calc'!A0", 'HYPERLINK("http://x";"y")', "1+1", "")
]


def test_formula_cells_are_text_and_come_back_unchanged_by_csv_and_workbook() -> None:
    rows = [[f"k{number}", cell] for number, cell in enumerate(FORMULAS)]
    data = write_csv(["Key", "Text"], rows)
    source = sniff_bytes(data, "x.csv")
    back = {row[0]: row[1] for _, row in source.rows()}
    assert {key: cell for key, cell in rows if back.get(key) != cell} == {}
    for line in data.decode("utf-8-sig").splitlines():
        cell = line.partition(",")[2].lstrip('"')
        assert cell.lstrip(" \u00a0\u200b\ufeff\t")[:1] not in set("=+@＝＋－＠") or cell == "Text"
    book = write_xlsx(["Key", "Text"], rows)
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")
