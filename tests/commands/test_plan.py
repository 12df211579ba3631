"""`plan`: a date and minutes are enough; every bad wish is a sentence; `due` only reads what was computed."""

import json
import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from flashcards.days import moment
from tests.commands.test_cli import Run, run
from tests.program import program

__all__ = ["run"]


def test_a_date_and_minutes_are_enough_and_clear_ends_it(run: Run, home: Path) -> None:
    done = run("plan", "2026-12-18", "--minutes", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Interview in 25 days: 0% known today, " in done.stdout
    assert "Small deck" in done.stdout
    assert "minutes more a day" in done.stdout
    assert "How far to trust this: no prediction of yours" in done.stdout
    assert "plan: {interviews: [{date: 2026-12-18}], minutes: 1}" in (home / "settings.yaml").read_text(
        encoding="utf-8"
    )
    document = json.loads(run("plan", "--json").stdout)
    assert document["outlook"]["interviews"][0]["days"] == 25
    assert set(document["outlook"]) >= {"readiness", "topics", "curve", "minutes", "left_out", "calibration"}
    assert run("plan", "--clear").stdout == "The plan has ended; plain FSRS goes on from what you know.\n"
    assert run("plan", "--clear").stdout == "There was no plan.\n"
    assert json.loads(run("plan", "--json").stdout) == {"plan": None, "outlook": None}


@pytest.mark.parametrize("day", ["25", "in 25 days", "2026-12-18"])
def test_the_day_of_an_interview_is_understood_as_people_write_it(run: Run, day: str) -> None:
    said = run("plan", day, "--off", "tomorrow", "--off", "2026-12-05,3").stdout
    assert said.startswith("Saved: 18 Dec 2026; 20 minutes a day, none on 24 Nov 2026, 26 Nov 2026, 5 Dec 2026.")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["2026-13-01"], "`2026-13-01` is not a date; write it like 2026-12-18"),
        (["soon"], "`soon` is not a date; write it like 2026-12-18"),
        (["2026-11-22"], "22 Nov 2026 is past; give the day of an interview that is still to come"),
        (["2026-11-23"], "the interview is today: there is no day left to plan; good luck"),
        (["--date", "2030-01-01"], "1 Jan 2030 is more than a year ahead; a plan reaches 365 days"),
        (["--minutes", "20"], "there is no interview yet; say its day: flashcards plan 2026-12-18 --minutes 20"),
        (["2026-12-18", "--minutes", "0"], "--minutes: `0` is no number of minutes from 1 to 1440"),
        (["2026-12-18", "--role", "computer visions"], "did you mean `computer vision`?"),
        (["2026-12-18", "--weight", "small=3"], "write it like deck:metrics=3, tag:softmax=2 or others=0.5"),
        (
            ["2026-12-18", "--weight", "deck:smal=2"],
            "deck smal counts for nothing, as there is none; did you mean `small`",
        ),
        (["2026-12-18", "--final-pass", "31"], "up to 30"),
        (["2026-12-18", "--weight", "deck:small=0"], "there is nothing to plan: no card"),
        (["2026-11-24", "--off", "2026-11-23"], "there is nothing to plan: no day before the interview"),
        (["2026-12-18", "--clear"], "--clear stands alone"),
        (["2026-12-18", "--date", "2026-12-19"], "two dates, 2026-12-18 and 2026-12-19"),
    ],
)
def test_what_cannot_be_planned_is_one_sentence_and_changes_nothing(
    run: Run, home: Path, words: list[str], said: str
) -> None:
    done = run("plan", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    path = home / "settings.yaml"
    assert not path.exists() or "plan: none" in path.read_text(encoding="utf-8")


@pytest.mark.usefixtures("known")
def test_due_reads_what_was_computed_with_its_time_and_never_computes(run: Run, home: Path) -> None:
    run("plan", "2026-12-05")
    before = json.loads(run("due", "--json").stdout)
    assert before["readiness"]["study_day"] == "2026-11-23"
    assert before["new"] == 3
    later = run("due", now="2026-11-25T09:00")
    assert "Interview in 10 days" in later.stdout
    assert "as of 23 Nov 2026" in later.stdout
    code = (
        "import sys; from flashcards.cli import main\n"
        f"main(['due', '--home', {str(home)!r}, '--now', '2026-11-25T09:00'])\n"
        "assert 'numpy' not in sys.modules, 'computed'"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_a_look_at_another_day_misleads_no_day(home: Path, decks: Path) -> None:
    def said(*words: str) -> str:
        done = program(*words, "--home", str(home), "--decks", str(decks))
        assert (done.returncode, done.stderr) == (0, b"")
        return done.stdout.decode()

    today = datetime.now().astimezone()
    day = (moment(today, 4).study_day + timedelta(days=10)).isoformat()  # before four it is still yesterday
    said("plan", day)
    before = said("due")
    assert "as of" not in before
    for away in (-5, 1, 5):
        then = (today + timedelta(days=away)).isoformat()
        said("plan", "--now", then)
        assert f"Interview in {10 - away} days" in said("due", "--now", then)
        assert said("due") == before


def test_several_interviews_and_roles_of_ones_own(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "roles.yaml").write_text("tidy: {tags: {x: 2}, others: 0.5}\n", encoding="utf-8")
    assert run("plan", "2026-12-01", "--role", "tidy").returncode == 0
    done = run("plan", "2026-12-05", "--add", "--importance", "2", "--off", "2026-11-30")
    assert "1 Dec 2026 (tidy)" in done.stdout
    assert "5 Dec 2026" in done.stdout
    (home / "roles.yaml").write_text("tidy: {tags: {x: many}}\n", encoding="utf-8")
    bad = run("plan")
    assert bad.returncode == 2
    assert "roles.yaml:1:18: tidy: `many` is not a number from 0 to 100" in bad.stderr


def test_after_the_date_it_is_said_and_plain_fsrs_decides(run: Run) -> None:
    run("plan", "2026-11-25")
    assert "The interview is today: good luck." in run("plan", now="2026-11-25T09:00").stdout
    done = run("plan", now="2026-11-26T09:00")
    assert "The interview was on 25 Nov 2026; plain FSRS decides again." in done.stdout
    assert "Interview" not in run("due", now="2026-11-26T09:00").stdout


def test_a_plain_sitting_follows_the_plan_and_why_says_so(run: Run) -> None:
    run("plan", "2026-12-18", "--minutes", "60")
    assert "In the plan number " in run("why", "recall").stdout
    done = run("review", "--plain", stdin="\n4\n\n4\n\n4\nq\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert "In the plan it has had its visit for today." in run("why", "recall").stdout


def test_a_plan_that_cannot_be_followed_keeps_nobody_from_studying(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "settings.yaml").write_text("plan: {interviews: [{date: 2026-12-18, role: nobody}]}\n", encoding="utf-8")
    done = run("review", "--plain", stdin="\n4\nq\n")
    assert done.returncode == 0
    assert "there is no role 'nobody'" in done.stderr
    assert run("log", "--json").stdout.count("\n") == 1


def test_the_table_says_what_counts_how_much_and_what_does_not_fit(run: Run, decks: Path) -> None:
    cards = "".join(f"  - {{id: o{n}, question: Q{n}?, answer: A{n}.}}\n" for n in range(30))
    (decks / "other.yaml").write_text(f"title: Other\ncards:\n{cards}", encoding="utf-8")
    assert "Weight" not in run("plan", "2026-11-26", "--minutes", "1").stdout
    rows = run("plan", "--weight", "deck:small=20").stdout.split("\n")
    assert "  Weight  Cards  Unseen  Today  On the day" in next(row for row in rows if row.startswith("  Topic"))
    (small,) = (row for row in rows if row.startswith("  Small deck"))
    assert "  \N{MULTIPLICATION SIGN}20  " in small
    (other,) = (row for row in rows if row.startswith("  Other"))
    assert "\N{MULTIPLICATION SIGN}" not in other
    assert other.endswith("  does not fit")
    assert re.search(r"  Other .* \d+%, \d\d unseen\n", run("plan", "--weight", "deck:small=3").stdout)


def test_a_final_pass_says_how_much_it_holds(run: Run, decks: Path) -> None:
    cards = "".join(f"  - {{id: o{n}, question: Q{n}?, answer: A{n}.}}\n" for n in range(60))
    (decks / "other.yaml").write_text(f"title: Other\ncards:\n{cards}", encoding="utf-8")
    assert "final pass" not in run("plan", "2026-12-18", "--minutes", "10").stdout
    short, long = run("plan", "--final-pass", "1", "--minutes", "5").stdout, run("plan", "--final-pass", "3").stdout
    assert (said := re.search(r"The final pass of 1 day holds about (\d+) of (\d+) cards seen by then; more", short))
    assert 0 < int(said[1]) < int(said[2]) <= 65
    assert re.search(r"The final pass of 3 days holds all of about \d+ cards seen by then\.", long)
    assert json.loads(run("plan", "--json").stdout)["outlook"]["final_pass"]["days"] == 3
