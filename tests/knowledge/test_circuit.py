"""A circuit: when a server that fails is left alone, and when it is tried again."""

from knowledge.circuit import Circuit


def failing(circuit: Circuit, *times: float) -> Circuit:
    for now in times:
        circuit.failed(now)
    return circuit


def test_a_few_failures_change_nothing() -> None:
    assert failing(Circuit(failures=3), 1.0, 2.0).lets_through(2.0)


def test_after_so_many_in_a_row_nothing_is_let_through_until_the_pause_is_over() -> None:
    circuit = failing(Circuit(failures=3, pause=60.0), 1.0, 2.0, 3.0)
    assert [circuit.lets_through(now) for now in (3.0, 30.0, 62.9)] == [False, False, False]
    assert circuit.lets_through(63.0)


def test_after_the_pause_one_caller_tries_and_the_others_wait_for_what_comes_of_it() -> None:
    circuit = failing(Circuit(failures=1, pause=60.0), 0.0)
    assert [circuit.lets_through(now) for now in (60.0, 60.0, 61.0)] == [True, False, False]
    circuit.failed(70.0)
    assert [circuit.lets_through(now) for now in (129.0, 130.0)] == [False, True]


def test_one_success_ends_the_row() -> None:
    circuit = failing(Circuit(failures=2, pause=60.0), 0.0)
    circuit.worked()
    circuit.failed(1.0)
    assert circuit.lets_through(1.0)
    circuit.failed(2.0)
    assert circuit.lets_through(62.0)
    circuit.worked()
    assert [circuit.lets_through(now) for now in (62.0, 62.0)] == [True, True]
