"""From a question to a grounded answer: search, read, say, check every quote."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from knowledge.answer import (
    LONGEST_QUESTION,
    Answer,
    Check,
    Citation,
    Question,
    QuoteNotInClause,
    Touched,
    check_quotes,
    grounded,
)
from knowledge.checking import Touch, touches
from knowledge.closeness import Closeness
from knowledge.coverage import far
from knowledge.follow_up import in_its_context
from knowledge.found import Found
from knowledge.index import IndexMissing
from knowledge.library import Library
from knowledge.personal_details import IN_A_DRAFT, NOTICE, holds_personal_details
from knowledge.policy import PolicyVersion
from knowledge.reading import Reader
from knowledge.saying import (
    answer_from,
    cited,
    cited_whole,
    no_business,
    not_covered,
    tells_of_trouble,
    unanswerable,
    unverified,
    with_route,
)
from knowledge.search import embedding_text, search, search_text
from knowledge.shelf import Nearest, NothingPublished, Shelf, Shelves
from knowledge.suggesting import suggestions

log = logging.getLogger(__name__)

_CANDIDATES = 12
_TROUBLE = Question("a colleague hit somebody")


class Assistant:
    """Answers questions from whatever is published at that moment. Keeps nothing of a question."""

    def __init__(
        self,
        library: Library,
        nearest: Nearest,
        reader: Reader,
        closeness: Closeness | None = None,
        offline: Reader | None = None,
    ) -> None:
        """offline: what reads drafts, which are many questions at once; the reader unless given."""
        self._library = library
        self._shelves = Shelves(library)
        self._nearest = nearest
        self._reader = reader
        self._closeness = closeness
        self._offline = offline or reader
        self._suggested: tuple[tuple[str, int], tuple[str, ...]] | None = None

    def answer(self, question: Question) -> Answer:
        """The answer, each quote found in its stored clause.

        A question without words or over the limit gets an answer that says so. Raises
        NothingPublished, IndexMissing.
        """
        if not question.text.strip() or len(question.text) > LONGEST_QUESTION:
            return unanswerable(question)
        question = in_its_context(question)
        shelf, found = self._found(question)
        answer = self._read(question, shelf, found)
        if holds_personal_details(question.text):
            return replace(answer, notices=(*answer.notices, NOTICE))
        return answer

    def check(self, draft: str) -> Check:
        """Which clauses a draft touches, each quote found in its stored clause.

        It is read offline, whatever else reads questions. Raises NothingPublished, IndexMissing.
        """
        shelf, _ = self._found(Question(draft))
        searched = partial(self._search_for, shelf)
        found = touches(draft, searched, self._offline.read)
        touched = tuple(_touched(touch, shelf) for touch in found)
        check_quotes((one.citation for one in touched), {clause.ref: clause for clause in shelf.clauses})
        return Check(touched, (IN_A_DRAFT,) if holds_personal_details(draft) else ())

    def clauses(self, text: str, most: int) -> tuple[Citation, ...]:
        """The clauses nearest to these words, the nearest first, whole; none where all are far off.

        Raises NothingPublished, IndexMissing.
        """
        shelf, found = self._found(Question(text))
        if far(text, found):
            return ()
        return tuple(cited_whole(one.clause, shelf.by_ref) for one in found[:most])

    def suggestions(self, count: int = 4) -> tuple[str, ...]:
        """First questions that the published policies answer, made once for each publication; never fails."""
        try:
            shelf = self._shelves.now()
            if self._suggested is None or self._suggested[0] != (shelf.build, count):
                made = suggestions(shelf.versions, self.answer, count)
                self._suggested = ((shelf.build, count), made)
        except (NothingPublished, IndexMissing):
            return ()
        return self._suggested[1]

    def warm_up(self) -> None:
        """Loads everything that an answer needs, so that the first one is no slower than the next.

        Raises NothingPublished, IndexMissing.
        """
        shelf, _ = self._found(Question("warm-up"))
        self._reader.prepare(shelf.clauses)
        self._routed(unverified(_TROUBLE), _TROUBLE, shelf)
        if self._closeness is not None:
            self._closeness.prepare([embedding_text(clause) for clause in shelf.clauses])

    def version(self, slug: str, number: int) -> PolicyVersion | None:
        """This version of the policy, live or not; None when there is none."""
        return self._library.version(slug, number)

    def current(self) -> Sequence[PolicyVersion]:
        """Every policy in the version that answers are taken from now; none while nothing is published."""
        try:
            return self._shelves.now().versions
        except NothingPublished:
            return ()

    def _read(self, question: Question, shelf: Shelf, found: Sequence[Found]) -> Answer:
        said = self._reader.read(question, found)
        far_off = not said.answered and far(search_text(question), found)
        if far_off and not tells_of_trouble(question):
            return no_business(shelf.versions)
        try:
            answer = answer_from if said.answered else not_covered
            made = replace(answer(question, said.ordered, shelf.by_ref), by_chat_model=said.by_chat_model)
            return self._routed(made, question, shelf)
        except QuoteNotInClause as error:
            log.error("an answer was withheld: %s", error)
            return self._routed(unverified(question), question, shelf)

    def _routed(self, answer: Answer, question: Question, shelf: Shelf) -> Answer:
        return grounded(with_route(answer, question, shelf.routes, shelf.by_ref), shelf.clauses)

    def _found(self, question: Question) -> tuple[Shelf, list[Found]]:
        shelf = self._shelves.now()
        try:
            return shelf, self._search(question, shelf)
        except IndexMissing:
            # Published twice since this shelf was taken: its build may be gone, the new one is not.
            fresh = self._shelves.now()
            if fresh.build == shelf.build:
                raise
            return fresh, self._search(question, fresh)

    def _search_for(self, shelf: Shelf, text: str) -> list[Found]:
        return self._search(Question(text), shelf)

    def _search(self, question: Question, shelf: Shelf) -> list[Found]:
        nearest = partial(self._nearest, shelf.build)
        return search(
            search_text(question), shelf.clauses, shelf.keywords, nearest, _CANDIDATES, self._closeness
        )


def _touched(touch: Touch, shelf: Shelf) -> Touched:
    reading = touch.reading
    return Touched(cited(reading, shelf.by_ref), reading.verdict, reading.condition, touch.words)
