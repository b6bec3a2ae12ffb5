"""Keys that come as a burst, as from a paste, run no command; fingers are never held up for long."""

from __future__ import annotations

from talktui.tui.key_gate import BURST, HOLD, QUIET, KeyGate


class Clockwork:
    """Time and timers by hand, in place of Textual's."""

    def __init__(self) -> None:
        self.now = 100.0
        self.timers: list[tuple[float, object]] = []
        self.ran: list[str] = []
        self.dropped: list[int] = []
        self.gate = KeyGate(
            self,  # type: ignore[arg-type]  # only set_timer is used
            lambda key, character: self.ran.append(key),
            self.dropped.append,
            clock=lambda: self.now,
        )

    def set_timer(self, delay: float, callback: object) -> None:
        self.timers.append((self.now + delay, callback))

    def key(self, key: str, *, after: float, instant: bool = False) -> None:
        self.pass_time(after)
        if self.gate.offer(key, key, instant=instant):
            self.ran.append(key)

    def pass_time(self, seconds: float) -> None:
        end = self.now + seconds
        while due := [timer for timer in self.timers if timer[0] <= end]:
            timer = min(due, key=lambda pair: pair[0])
            self.timers.remove(timer)
            self.now = max(self.now, timer[0])
            timer[1]()  # type: ignore[operator]
        self.now = end


def test_a_key_alone_runs_after_the_hold() -> None:
    clock = Clockwork()
    clock.key("s", after=1)
    assert clock.ran == []
    clock.pass_time(HOLD)
    assert clock.ran == ["s"]


def test_moving_keys_run_at_once() -> None:
    clock = Clockwork()
    clock.key("j", after=1, instant=True)
    assert clock.ran == ["j"]


def test_two_keys_typed_fast_both_run_in_their_order() -> None:
    clock = Clockwork()
    clock.key("s", after=1)
    clock.key("q", after=HOLD / 3)
    clock.pass_time(1)
    assert clock.ran == ["s", "q"]


def test_a_pasted_word_runs_nothing_and_is_counted() -> None:
    clock = Clockwork()
    for letter in "quietly":
        clock.key(letter, after=0.0005)
    clock.pass_time(1)
    assert clock.ran == []
    assert clock.dropped == [len("quietly")]


def test_a_long_paste_stays_dropped_to_its_end() -> None:
    clock = Clockwork()
    for _ in range(400):
        clock.key("1", after=0.004)
    clock.pass_time(1)
    assert clock.ran == []
    assert clock.dropped == [400]
    clock.key("1", after=QUIET * 2)
    clock.pass_time(1)
    assert clock.ran == ["1"]


def test_a_paste_that_begins_with_moving_keys_runs_no_command() -> None:
    clock = Clockwork()
    for _ in range(BURST):
        clock.key("j", after=0.0005, instant=True)
    clock.key("1", after=0.0005)
    clock.pass_time(1)
    assert "1" not in clock.ran
