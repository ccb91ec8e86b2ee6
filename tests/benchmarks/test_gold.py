"""Reading gold sets in both formats."""

from pathlib import Path

import pytest

from benchmarks.gold import GoldFileWrong, read_gold, turns
from knowledge.answer import Turn, Verdict

CLAUSES = "c1\tAbout\t-\tOwner: the manager.\nc2\tRules > You must not\t1\tsmoke in the yard.\n"
QUESTIONS = (
    "c2\t-\tno\tcan_i\t-\tfag break out back ok\t-\n"
    "c2,c1\tc1\tonly_if\tflip01\tasked first\tand now\tuser: can i smoke || bot: No.\n"
    "-\tc1\tnot_covered\tfar\t-\twho won last night\t-\n"
)


def written(folder: Path, questions: str = QUESTIONS, clauses: str = CLAUSES) -> Path:
    (folder / "yard.clauses.tsv").write_text(clauses, encoding="utf-8")
    path = folder / "yard.questions.tsv"
    path.write_text(questions, encoding="utf-8")
    return path


def test_a_table_of_questions_finds_its_clauses_beside_itself(tmp_path: Path) -> None:
    gold = read_gold(written(tmp_path), None)
    assert gold.name == "yard"
    assert [clause.id for clause in gold.clauses] == ["c1", "c2"]
    assert gold.clauses[0].number is None
    assert gold.clauses[1].section == "Rules > You must not"


def test_a_table_gives_gold_verdict_kind_and_history(tmp_path: Path) -> None:
    first, flip, far = read_gold(written(tmp_path), None).questions
    assert (first.gold, first.also_ok, first.verdict) == (("c2",), (), Verdict.NO)
    assert (flip.gold, flip.also_ok, flip.kind) == (("c2", "c1"), ("c1",), "flip01")
    assert flip.history == (Turn("can i smoke", "No."),)
    assert not far.covered


def test_a_json_line_gives_the_same_question(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    line = (
        '{"id": "D1", "text": "and now", "gold": ["C2"], "also_ok": [], "verdict": "only_if",'
        ' "verdict_also_ok": ["no"], "kind": "followup", "manager": true,'
        ' "history": [{"user": "can i", "bot_gist": "No."}]}'
    )
    path.write_text(f"{line}\n\n", encoding="utf-8")
    (question,) = read_gold(path, None).questions
    assert question.verdict_also_ok == (Verdict.NO,)
    assert question.history == (Turn("can i", "No."),)
    assert question.id == "D1"


def test_several_turns_keep_their_order_and_a_turn_may_lack_its_answer() -> None:
    cell = "user: can i post it || bot: No. || user: why: not fair || user: please"
    assert turns(cell) == (Turn("can i post it", "No."), Turn("why: not fair"), Turn("please"))


@pytest.mark.parametrize(
    ("questions", "complaint"),
    [
        ("", "holds no question"),
        ("c2\t-\tno\tcan_i\n", "line 1: 4 columns instead of 7"),
        ("c2\t-\tmaybe\tcan_i\t-\tsmoke?\t-\n", "line 1: there is no verdict 'maybe'"),
        ("c9\t-\tno\tcan_i\t-\tsmoke?\t-\n", "line 1 names a clause that is not there: c9"),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(tmp_path: Path, questions: str, complaint: str) -> None:
    with pytest.raises(GoldFileWrong, match=complaint):
        read_gold(written(tmp_path, questions), None)


def test_a_wrong_json_line_is_refused_with_its_field(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    line = '{"id": "D1", "text": "x", "gold": [], "verdict": "perhaps", "kind": "far"}'
    path.write_text(line, encoding="utf-8")
    with pytest.raises(GoldFileWrong, match="line 1: verdict: Input should be"):
        read_gold(path, None)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldFileWrong, match="cannot be read"):
        read_gold(tmp_path / "none.jsonl", None)
