"""What the interview plan promises, and what that follows from."""

import json
from datetime import date
from typing import TYPE_CHECKING

from flashcards.days import Moment
from flashcards.events import Kind
from flashcards.library.followed import Followed

if TYPE_CHECKING:  # without a plan nothing of it is loaded
    from flashcards.interview.outlook import Basis, Outlook
    from flashcards.interview.written import Plan

OUTLOOK, ELSEWHEN = "outlook", "outlook of another day"
"""Under which keys the progress file keeps what was foreseen."""


class Planned(Followed):
    """Decks and their log, with an interview in view or none."""

    elsewhen = False
    """Whether the day is not that of the wall clock; what is foreseen there is kept apart, and misleads no other day."""
    _outlook: "tuple[str, Outlook] | None" = None
    _held: "Outlook | None" = None
    """What was computed where nothing can be written."""

    def plan_on(self, day: date) -> "Plan | None":
        """The plan, where an interview is still ahead of a study day."""
        plan = self.settings.plan
        return plan if plan is not None and plan.ahead(day) else None

    def outlook(self, day: date) -> "Outlook | None":
        """What the plan last promised, on this day or an earlier one."""
        kept = [self._held, *map(self._kept, (ELSEWHEN, OUTLOOK) if self.elsewhen else (OUTLOOK,))]
        past = [found for found in kept if found is not None and found.study_day <= day]
        return max(past, key=lambda found: found.study_day, default=None)

    def _kept(self, key: str) -> "Outlook | None":
        text = self.progress.remembered_as(key)
        if text is None:
            return None
        if self._outlook is None or self._outlook[0] != text:
            from flashcards.interview.outlook import Outlook

            try:
                self._outlook = (text, Outlook.from_json(json.loads(text)))
            except (ValueError, TypeError, KeyError):  # of another version, or damaged: it is computed again
                return None
        return self._outlook[1]

    def basis(self, at: Moment) -> "Basis | None":
        """What today's outlook follows from, without a plan none; raises NothingToPlanError, RoleError."""
        plan = self.plan_on(at.study_day)
        if plan is None:
            return None
        from flashcards.interview.basis import basis_of

        s = self.settings
        return basis_of(
            plan,
            at,
            self.teachable,
            self.states(),
            self.progress,
            self.home,
            self.shelf,
            s.desired_retention,
            s.new_per_day,
        )

    def is_fresh(self, basis: "Basis") -> bool:
        """Whether the outlook that is kept is of these very cards, answers and settings."""
        outlook = self.outlook(basis.today)
        return outlook is not None and outlook.key == basis.key

    def keep(self, outlook: "Outlook") -> None:
        """Keep an outlook that was computed."""
        if self.progress.writable:
            self.progress.remember_as(ELSEWHEN if self.elsewhen else OUTLOOK, json.dumps(outlook.to_json()))
        else:
            self._held = outlook

    def note(self, text: str, interview: date, at: Moment) -> None:
        """How an interview went, in the log; where no other is ahead, its plan ends."""
        detail = {"note": text, "interview": interview.isoformat()}
        self.progress.append(self.progress.make(Kind.NOTE, at, None, detail=detail))
        if self.plan_on(at.study_day) is None:
            self.set("plan", None)

    def foresee(self, at: Moment) -> "Outlook | None":
        """Today's outlook, computed now unless it is fresh; raises as `basis` does."""
        basis = self.basis(at)
        if basis is None:
            return None
        if not self.is_fresh(basis):
            from flashcards.interview.outlook import outlook_of

            self.keep(outlook_of(basis))
        return self.outlook(at.study_day)
