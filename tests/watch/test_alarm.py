"""What the alarm does about the issues that are there, and what no name can make it say."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release import sighting
from release.errors import ForeignObjectError, SignatureError, TryAgainLaterError
from release.sighting import Seen, Sighting
from upkeep.alarm import BOT, Close, Edit, Issue, News, Open, Watch, body, decide, heard

RUN = "https://github.com/VMAFx/vmafx/actions/runs/7"
SEEN = Sighting(where="u2netp-mirror-v1", code=41, problem="the notes", remedy="edit them back")
WELL = News(watch=Watch.VERIFY_PUBLISHED, result="success", seen=(), more=0, run=RUN)
WRONG = replace(WELL, result="failure", seen=(SEEN,))
TEXTS = st.text(max_size=400)


def issue(number: int = 1, news: News = WRONG, author: str = BOT) -> Issue:
    return Issue(number=number, author=author, body=body(news))


@pytest.mark.parametrize("result", ["failure", "cancelled", "skipped", "", "timed_out"])
def test_all_but_a_success_that_saw_nothing_is_an_alarm(result: str) -> None:
    crashed = replace(WELL, result=result)
    (action,) = decide((), crashed)
    assert isinstance(action, Open)
    assert "told nothing" in action.body
    assert decide((), replace(WELL, seen=(SEEN,))) != ()
    assert decide((), WELL) == ()


def test_nonsense_of_a_watch_is_an_alarm_and_no_crash() -> None:
    assert heard("") == ((), 0)
    for text in ("{", "[]", "x" * 70_000, '{"seen":[],"more":-1}', '{"seen":[{}],"more":0}'):
        seen, more = heard(text)
        assert ([one.code for one in seen], more) == ([40], 0)


def test_the_same_news_changes_nothing_and_other_news_are_commented() -> None:
    assert decide([issue()], WRONG) == ()
    (again,) = decide([issue()], replace(WRONG, run=f"{RUN}8"))
    assert isinstance(again, Edit)
    assert again.comment is None
    (other,) = decide([issue()], replace(WRONG, seen=(SEEN, SEEN)))
    assert isinstance(other, Edit)
    assert other.comment is not None


def test_a_body_whose_lines_end_otherwise_is_the_same() -> None:
    same = replace(issue(), body=issue().body.replace("\n", "\r\n"))
    assert decide([same], WRONG) == ()


def test_success_closes_every_issue_of_the_watch_and_no_other() -> None:
    others = [
        issue(3, replace(WRONG, watch=Watch.LOG_MONITOR)),
        issue(4, author="somebody"),
        issue(5, author="github-actions"),
        Issue(number=6, author=BOT, body=f"See below\n{WRONG.marker}"),
    ]
    actions = decide([issue(1), issue(2), *others], WELL)
    assert [(type(a), a.number) for a in actions if not isinstance(a, Open)] == [
        (Close, 1),
        (Close, 2),
    ]


def test_of_several_issues_the_first_stays() -> None:
    (closed,) = decide([issue(9), issue(2)], WRONG)
    assert closed == Close(number=9, comment="It is told in #2.")


@given(where=TEXTS, problem=TEXTS, remedy=TEXTS, result=TEXTS)
def test_no_name_leaves_the_fence(where: str, problem: str, remedy: str, result: str) -> None:
    seen = Sighting(where=where, code=41, problem=problem, remedy=remedy)
    news = replace(WRONG, seen=(seen,), result=result)
    text = body(news)
    before, inside, after = re.split(r"^```(?:text)?$", text, flags=re.MULTILINE)
    assert len(inside.strip().splitlines()) <= 1
    assert "`" not in inside
    fixed = replace(news, seen=(SEEN,))
    assert (before.splitlines()[1:], after) == (
        body(fixed).split("```")[0].splitlines()[1:],
        body(fixed).split("```")[2],
    )
    assert news.watch.title == "Alarm: verify-published"


@pytest.mark.parametrize(
    "name",
    ["@everyone", "```\n# Trust me", "<!-- alarm log-monitor -->", "fixes #1", "[x](http://e.org)"],
)
def test_a_hostile_name_stands_in_the_fence_alone(name: str) -> None:
    error = ForeignObjectError(f"{name} is odd", expected=name, remedy=name)
    text = body(replace(WRONG, seen=(Sighting.of(name, error),)))
    outside = "".join(re.split(r"^```.*?^```$", text, flags=re.MULTILINE | re.DOTALL))
    assert name.strip("`\n# ").splitlines()[0] not in outside.partition("\n")[2]
    assert text.startswith(Watch.VERIFY_PUBLISHED.sign)


def test_an_issue_is_never_longer_than_github_takes() -> None:
    long = Sighting(where="w" * 300, code=41, problem="p" * 600, remedy="r" * 300)
    assert len(body(replace(WRONG, seen=(long,) * 60, more=940))) < 65_536


TOLD = st.builds(
    lambda where, words: Sighting.of(where, ForeignObjectError(words, expected="-", remedy=words)),
    where=st.text(st.characters(), max_size=400),
    words=st.text(st.characters(), max_size=900),
)


@given(st.lists(TOLD, max_size=9))
def test_what_was_told_is_heard(seen: list[Sighting]) -> None:
    assert heard(sighting.dump(seen)) == (tuple(seen), 0)


@pytest.mark.parametrize("letter", ["x", "\u4e2d", "\U0001f600", "\ud800", "\0"])
def test_what_does_not_fit_is_counted(letter: str) -> None:
    error = ForeignObjectError(letter * 900, expected="-", remedy=letter * 900)
    text = sighting.dump([Sighting.of(letter * 900, error)] * 900)
    seen, more = heard(text)
    assert len(text.encode()) <= sighting.LIMIT
    assert (len(seen) + more, len(seen) > 10) == (900, True)


def test_the_gravest_is_the_exit_code_and_silence_comes_last() -> None:
    errors = [
        TryAgainLaterError("a", expected="-", remedy="-"),
        ForeignObjectError("b", expected="-", remedy="-"),
        SignatureError("c", expected="-", remedy="-"),
    ]
    seen = [Seen(where=str(n), error=error) for n, error in enumerate(errors)]
    told: list[str] = []
    with pytest.raises(SignatureError, match=r"2: c \(and 2 more\)"):
        sighting.require_none(seen, told.append)
    assert [line[0] for line in told] == ["2", "1", "0"]
    sighting.require_none((), told.append)
    table = sighting.rendered(seen, "well").splitlines()
    assert (len(table), sighting.rendered((), "well")) == (5, "well")


def test_a_name_chosen_by_others_stays_one_cell() -> None:
    error = ForeignObjectError("a | `b` @c\n::error::", expected="-", remedy="-")
    row = sighting.rendered([Seen(where="| `", error=error)], "well").splitlines()[2]
    assert (row.count("|"), row.count("`")) == (5, 6)
