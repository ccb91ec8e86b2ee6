"""No file crashes a reader or what comes after it, whatever it holds."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.clauses import clauses_of
from ingest.details import details_of
from ingest.lint import findings
from ingest.readers import READERS, read_document
from ingest.readers.blocks import UnreadableFile
from knowledge.policy import PolicyVersion

repeatable = settings(
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)

marks = st.text(st.sampled_from("ab AB1.()-*#_|:>`<p/&;\t\n\f[]\\~=+\u2019\u00e9•"), max_size=120)


def _as_utf_16(text: str) -> bytes:
    return text.encode("utf-16")


@repeatable
@given(text=st.one_of(st.text(max_size=200), marks))
@pytest.mark.parametrize("ending", READERS)
def test_no_text_crashes_a_reader_or_what_comes_after_it(ending: str, text: str) -> None:
    document = READERS[ending](text)
    clauses = clauses_of(document.blocks, "any", 1)
    version = PolicyVersion("any", 1, details_of(document, "any"), clauses, "0" * 64)
    assert all(clause.norm for clause in clauses)
    assert len(set(map(version.reference, clauses))) == len({clause.ref.path for clause in clauses})
    assert [line for line in findings(version, document.furniture, date(2026, 11, 23)) if not line] == []


@repeatable
@given(content=st.one_of(st.binary(max_size=200), marks.map(str.encode), marks.map(_as_utf_16)))
@pytest.mark.parametrize("ending", READERS)
def test_no_bytes_crash_a_reader(ending: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"any{ending}"
    path.write_bytes(content)
    try:
        document = read_document(path)
    except UnreadableFile as refused:
        assert path.name in str(refused)
    else:
        assert document.blocks
