"""Examples for stores that answer on the way: what they bring along is what their verbs give."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from goodpoints.ports import Question, Store, StoreReader, StoreTx, TallyRow
from goodpoints.testing.port_writing import PortExamples
from goodpoints.testing.rows import BOOK, balance, entries, thing

_MANY = 30
_CLAIM = ("claim", "in_notice")


def _given(tx: StoreTx, question: Question) -> Any:  # noqa: ANN401 - each verb has an answer of its own
    verb, given = question
    if verb == "list":
        return list(tx.list(*given, status=None, holder=None, due_upto=None))
    answer = getattr(tx, verb)(*given)
    return sorted(answer) if verb in {"get", "lots"} else answer


def _brought(store: Store, questions: Sequence[Question]) -> list[tuple[Question, Any, Any]]:
    """Each question with what was brought along and what its verb gives."""
    with store.write_asking(BOOK, questions) as tx:  # type: ignore[attr-defined]  # some stores have it
        return [
            (question, sorted(told) if question.verb in {"get", "lots"} else told, _given(tx, question))
            for question, told in tx.answers
        ]


def _answering(reader: StoreReader) -> Callable[[Sequence[Question]], Sequence[tuple[Question, Any]]]:
    if not hasattr(reader, "answer"):
        pytest.skip("this store's readers answer one question at a time")
    answer: Callable[[Sequence[Question]], Sequence[tuple[Question, Any]]] = reader.answer
    return answer


def _filled(store: Store) -> None:
    things = [thing(f"{n:04d}", status="in_notice", day=f"2026-03-{n:02d}") for n in range(2, _MANY)]
    with store.write(BOOK) as tx:
        tx.append(
            entries(_MANY)._replace(
                things=[*things, thing("2026-01-01", kind="policy"), thing("2025-01-01", kind="policy")],
                balances=[balance(f"household/{n:04d}", lot=f"2026-12-{n:02d}") for n in range(2, _MANY)],
                tallies=[TallyRow("cap", f"{n % 2:04d}", f"2026-03-{n:02d}", n) for n in range(1, _MANY)],
            )
        )


class AskingConformance(PortExamples):
    """What will be asked first, asked while the lock is taken: for stores that have `write_asking`."""

    @pytest.fixture
    def asking(self, store: Store) -> Store:
        """The store, with something to ask about."""
        _filled(store)
        return store

    @pytest.mark.parametrize("count", [0, 1, 2, 8, 9, 40])
    def test_what_it_brings_along_is_what_its_verbs_give(self, asking: Store, count: int) -> None:
        """Of a few and of many, known and unknown, named twice or never."""
        codes = [f"{n:04d}" for n in (*range(count), *range(count // 2))]
        questions = [
            Question("list", ("policy",)),
            Question("get", ([("claim", code) for code in codes],)),
            Question("seen", ([f"key-{n}" for n in range(count)],)),
            Question("lots", ([(f"household/{code}", "星") for code in codes],)),
            Question("tally", ("cap", "0001", "2026-03-02", "2026-03-05")),
            Question("tally", ("cap", "0002", "2026-03-02", "2026-03-05")),
            Question("next_end"),
            Question("next_day", _CLAIM),
        ]
        found = _brought(asking, questions)

        assert [question for question, _, _ in found] == questions
        for question, brought, given in found:
            assert brought == given, question.verb
        assert [brought for _, brought, _ in found[4:]] == [3 + 5, 0, "2026-12-02", "2026-03-02"]

    @pytest.mark.parametrize("question", [Question("next_end"), Question("list", ("policy",)), Question("seen", ([],))])
    def test_one_question_alone_is_answered_too(self, asking: Store, question: Question) -> None:
        """Also one about nothing."""
        [(asked, brought, given)] = _brought(asking, [question])

        assert (asked, brought) == (question, given)

    def test_without_questions_it_is_a_write_like_any_other(self, asking: Store) -> None:
        """And brings nothing along."""
        assert _brought(asking, []) == []

    @pytest.mark.parametrize("count", [0, 1, 40])
    def test_a_reader_answers_several_questions_at_once(self, asking: Store, count: int) -> None:
        """Each as its verb would; where it has `answer` at all."""
        codes = [f"{n:04d}" for n in range(count)]
        questions = [
            Question("get", ([("claim", code) for code in codes],)),
            Question("lots", ([(f"household/{code}", "星") for code in codes],)),
        ]
        with asking.read(BOOK) as reader:
            found = [(question, sorted(told)) for question, told in _answering(reader)(questions)]
            given = [sorted(reader.get(*questions[0].given)), sorted(reader.lots(*questions[1].given))]

        assert found == list(zip(questions, given, strict=True))

    def test_inside_a_transaction_the_answers_know_what_it_has_written(self, asking: Store) -> None:
        """Also what was appended just before."""
        questions = [Question("get", ([("claim", "9999")],)), Question("lots", ([("household/9999", "星")],))]
        with asking.write(BOOK) as tx:
            answer = _answering(tx)
            before = [list(told) for _, told in answer(questions)]
            tx.append(
                entries(1, first=_MANY + 1)._replace(things=[thing("9999")], balances=[balance("household/9999")])
            )
            after = [list(told) for _, told in answer(questions)]

        assert before == [[], []]
        assert after == [[thing("9999")], [balance("household/9999")]]
