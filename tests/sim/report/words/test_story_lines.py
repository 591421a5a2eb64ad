"""A story in print: what is told in one breath, what is told again, and what is left out."""

from __future__ import annotations

import datetime
from dataclasses import replace

from sim.report.words.entries import entries
from sim.report.words.story import story_text
from sim.study.money import Currency
from sim.study.phrases import Phrase
from sim.study.reasons import Other, Reason
from sim.study.story import Story, StoryEvent, Weighed
from sim.study.trace import TraceResult

START = datetime.datetime(2026, 3, 2)
POPUP = Reason(
    cause="the visit on web",
    decided=0,
    rules=("signups < 2",),
    known={"signups": 0.0},
    worth=1.0,
    propensity=0.1,
    others=(),
    unknown=(),
    words=("fewer than 2 sign-ups (signups < 2)",),
)


def event(
    name: str,
    phrase: Phrase,
    time: float = 0.0,
    *,
    channel: str = "web",
    action: str | None = None,
    why: Reason | None = None,
    reason: str | None = None,
    declined: tuple[Other, ...] = (),
    matched: str | None = None,
    idle: bool = False,
) -> StoryEvent:
    return StoryEvent(
        sequence=0,
        time=time,
        date=START + datetime.timedelta(days=time),
        event=name,
        channel=channel,
        action=action,
        value=0,
        stage="unaware",
        step="none",
        text=phrase.text,
        reason=reason,
        why=why,
        declined=declined,
        matched=matched,
        phrase=phrase,
        idle=idle,
    )


def popup(time: float, *, why: Reason = POPUP) -> StoryEvent:
    return event("deliver", Phrase("Is shown “Pop-up”", "Web"), time, action="pop", why=why)


def printed(*events: StoryEvent, plan: tuple[Weighed, ...] = ()) -> str:
    story = Story("Commuter", "", False, 2.0, ("E-mail",), events, plan=plan)
    result = TraceResult("s", "joined", 1, 365.0, Currency("EUR"), 0, 0, story, None)
    text = story_text(result)
    assert max(map(len, text.splitlines())) <= 80
    return " ".join(text.split())


def test_the_head_says_that_consents_are_those_of_the_start() -> None:
    assert "Messages allowed at the start: E-mail." in printed()


def test_as_on_is_said_only_where_the_same_was_known() -> None:
    other = replace(POPUP, known={"signups": 1.0})
    text = printed(popup(0.1), popup(1.1), popup(2.1, why=other), popup(3.1, why=other))
    assert text.count("known then: signups 0") == 1
    told = text.split("Is shown “Pop-up” (Web).")
    assert "why: as on Mon 02 Mar 2026, 02:24 " in told[2]
    assert "as on Mon 02 Mar 2026, 02:24, with something else known: signups 1" in told[3]
    assert "why: as on Wed 04 Mar 2026, 02:24" in told[4]


def test_what_was_not_known_is_the_same_whenever_it_was() -> None:
    one = replace(POPUP, unknown=("the visit on web 8 days before (nobody knew)",))
    two = replace(POPUP, unknown=("the visit on web 16 hours before (nobody knew)",))
    three = replace(POPUP, unknown=("the sign-up on web just before (nobody knew)",))
    text = printed(popup(0.1, why=one), popup(1.1, why=two), popup(2.1, why=three))
    assert text.count("not known, or it would not have been made:") == 2
    assert "16 hours" not in text


def test_other_rivals_are_another_reason() -> None:
    one = replace(POPUP, others=(Other("mail", "email", "no (signups 0)", "eligible; a"),))
    two = replace(POPUP, others=(Other("mail", "email", "no (visits 0)", "eligible; b"),))
    text = printed(popup(0.1, why=one), popup(1.1, why=two))
    assert "as on" not in text
    assert text.count("rather than: ") == 2


def test_a_call_is_one_line() -> None:
    call = (
        event("call", Phrase("Calls", "Telephone"), channel="phone", reason="of their own accord"),
        event("answer", Phrase("Is answered at once", "Telephone"), channel="phone"),
        event(
            "visit", Phrase("Speaks with somebody", "Telephone"), 0.01, channel="phone",
            reason="the call was answered",
        ),
        event("product", Phrase("Asks about the service", "Telephone"), 0.01, channel="phone"),
        event(
            "checkout", Phrase("Wants an appointment", "Telephone", "", "Hangs up."), 0.01,
            channel="phone",
        ),
    )  # fmt: skip
    again = event("call", Phrase("Calls", "Telephone"), 0.02, channel="phone")
    told = list(entries([*call, again]))
    assert [entry.text for entry in told] == [
        "Calls (Telephone); is answered at once. Asks about the service. Wants an appointment. "
        "Hangs up.",
        "Calls (Telephone).",
    ]
    text = printed(*call)
    assert "of their own accord" in text
    assert "the call was answered" not in text
    gave_up = event("give_up", Phrase("Hangs up after 9 s", "Telephone"), channel="phone")
    assert [entry.text for entry in entries([call[0], gave_up, again])] == [
        "Calls (Telephone); hangs up after 9 s.",
        "Calls (Telephone).",
    ]


def test_a_contact_and_what_comes_of_it_at_once_are_one_line() -> None:
    read = event("open", Phrase("Reads “Pop-up”", "Web"), action="pop")
    click = event("click", Phrase("Clicks on “Pop-up”", "Web"), action="pop")
    signup = event(
        "signup", Phrase("Leaves an address", "Web", "now allows E-mail"), action="pop",
        matched="signup",
    )  # fmt: skip
    told = list(entries([popup(0.0), read, click, signup]))
    assert [entry.text for entry in told] == [
        "Is shown “Pop-up” (Web), reads it and leaves an address; now allows E-mail."
    ]
    assert "* 00:00 Is shown" in printed(popup(0.0), read, click, signup)
    later = replace(read, time=0.5)
    assert len(list(entries([popup(0.0), later]))) == 2
    assert [entry.text for entry in entries([read, click])] == [
        "Reads “Pop-up” (Web) and clicks on it."
    ]
    greeted = event("open", Phrase("Is greeted: “Welcome”", "Bays"), action="pop")
    assert [entry.text for entry in entries([popup(0.0), greeted])] == [
        "Is greeted: “Welcome” (Bays)."
    ]


def test_clicks_that_lead_nowhere_are_left_out_unless_looked_for() -> None:
    idle = event("click", Phrase("Clicks on “Text”", "SMS", "it leads nowhere"), idle=True)
    assert list(entries([idle])) == []
    sought = replace(idle, matched="click")
    assert [entry.text for entry in entries([sought])] == [
        "Clicks on “Text” (SMS); it leads nowhere."
    ]


def test_what_was_weighed_in_vain_is_said_plainly() -> None:
    rest = Other("pop", "web", "campaigns rest", "campaigns rest")
    visits = [
        event("visit", Phrase("Comes to: Web"), day, declined=(rest,)) for day in (0.1, 0.2, 1.0)
    ]
    text = printed(*visits)
    assert "no contact follows: pop on web: campaigns rest" in text
    assert "no contact follows: as at 02:24" in text
    assert "no contact follows: as on Mon 02 Mar 2026, 02:24" in text


def test_the_plan_says_that_an_ad_could_be_seen_and_how_often_it_was() -> None:
    plan = (
        Weighed("ad", "search", {"taken": 224, "no consent": 3}, ad=True, reached=1),
        Weighed("ad", "display", {"taken": 28}, ad=True, reached=0),
        Weighed("mail", "email", {"taken": 2}, ad=False, reached=2),
    )
    text = printed(plan=plan)
    assert "ad on search: could be seen on 224 (noticed once); no consent on 3" in text
    assert "ad on display: could be seen on 28 (never noticed)" in text
    assert "mail on email: chosen on 2 (sent 2 times)" in text
