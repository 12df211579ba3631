"""The one table of keys for all screens: bindings, key lines, help and the command palette are made from it."""

from collections.abc import Iterable

from textual.binding import Binding, BindingType

from flashcards.questions import LETTERS
from flashcards.records import dataclass, replace

CAPITAL = ("False", "True")
"""Where letters choose or tick, these commands have the capital alone."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person can do on a screen."""

    name: str
    keys: str
    """Textual's names, with commas."""
    action: str
    """`{}` stands for what `each` gives to the key of the same position."""
    words: str
    """For the help, the palette and tooltips."""
    short: str = ""
    """For the key line; commands without it are left out there."""
    each: tuple[str, ...] = ()
    priority: bool = False

    def bindings(self) -> list[Binding]:
        """A binding a key."""
        made = []
        for at, key in enumerate(self.keys.split(",")):
            action = self.action.format(self.each[at]) if self.each else self.action
            made.append(
                Binding(
                    key,
                    action,
                    self.short or self.words,
                    show=bool(self.short),
                    tooltip=self.words,
                    id=f"{self.name}.{at}" if at else self.name,
                    priority=self.priority,
                )
            )
        return made


# What more than one screen has.
UNDO = Command("undo", "u", "undo", "undo, any number of steps: the latest answer or act", "undo")
EDIT = Command("edit", "e", "edit", "edit the card in $EDITOR, at its line", "edit")
ADD_CARD = Command("add", "A", "app.add", "add a card: a form by kind", "add")
BURY = Command("bury", "minus", "bury", "bury: not again before tomorrow", "bury")
SUSPEND = Command("suspend", "at", "suspend_card", "suspend: not again until it is brought back", "suspend")
FLAG = Command("flag", "asterisk", "flag", "flag, with a note; again takes the flag away", "flag")
WHY = Command("why", "i", "why", "why it comes now, and what each rating does", "why")
MORE_NEW = Command("more-new", "n", "more('new')", "ten more new cards, beyond the day's limit", "ten more new")
AHEAD = Command("ahead", "a", "more('ahead')", "study ahead: what comes due in the next days", "ahead")
PRACTISE = Command("practise", "P", "more('practice')", "practise the weak ones; the schedule stands", "practise")
FIND = Command("find", "slash", "query", "search: words, deck:, tag:, kind:, is: …", "search")
HELP = Command("keys", "question_mark,f1", "keys", "these keys", "all keys")
BACK = Command("leave", "q,escape", "leave", "back", "back")

APP = (
    Command("palette", "ctrl+p", "command_palette", "all commands by name"),
    Command(
        "suspend-program", "ctrl+z", "suspend_program", "back to the shell for a while; fg returns (not in a line)"
    ),
    Command("quit", "ctrl+q,ctrl+c", "quit", "leave the program", priority=True),
)
SCROLL_PAGE = Command(
    "scroll-page", "pagedown,pageup", "scroll_card({})", "scroll by a page", each=("'page', 1", "'page', -1")
)
SCROLLING = (
    Command(
        "scroll-line",
        "k,up,alt+up,j,down,alt+down",
        "scroll_card({})",
        "scroll by a line",
        each=(*["'line', -1"] * 3, *["'line', 1"] * 3),
    ),
    Command(
        "scroll-end",
        "home,ctrl+home,end,ctrl+end",
        "scroll_card({})",
        "to the top, to the bottom",
        each=(*["'end', -1"] * 2, *["'end', 1"] * 2),
    ),
)
SIDEWAYS = (
    Command(
        "scroll-side",
        "left,alt+left,right,alt+right",
        "scroll_card({})",
        "a page sideways, where a table is wide",
        each=(*["'side', -1"] * 2, *["'side', 1"] * 2),
    ),
)
LIST = (
    Command("list-line", "up,k,down,j", "cursor({})", "up and down", each=("-1", "-1", "1", "1")),
    Command("list-page", "pageup,pagedown", "page({})", "by a page", each=("-1", "1")),
    Command("list-end", "home,end", "edge({})", "to the first, to the last", each=("False", "True")),
)
REVIEW = (
    Command("accept", "space", "accept", "rate what is suggested, or Good", "accept"),
    Command("to-line", "enter,tab", "to_line", "back into the line to type", "back into the line"),
    Command("hand-in", "enter", "hand_in", "hand in what is chosen", "hand in"),
    Command("reveal", "space,enter", "reveal", "show the answer", "show the answer"),
    SCROLL_PAGE,
    Command(
        "choose",
        ",".join(LETTERS[:12]),
        "choose({})",
        "choose, order or tick, as the letters stand there; commands are capitals then",
        each=tuple(str(n) for n in range(12)),
    ),
    Command("unchoose", "backspace", "unchoose", "take the last letter back"),
    *(
        Command(word.lower(), str(n), f"rate({n})", f"rate {word}")
        for n, word in enumerate(("Again", "Hard", "Good", "Easy"), 1)
    ),
    *(
        Command(
            word.replace(" ", "-"), f"{n},f{n}", f"confidence({word!r})", f"say before the reveal: {word} (a setting)"
        )
        for n, word in enumerate(("sure", "unsure", "no idea"), 7)
    ),
    Command("hint", "h,H,f2", "hint({})", "a hint; F2 in a line", "hint", each=(*CAPITAL, "None")),
    UNDO,
    Command("skip", "s", "skip", "skip: later in this sitting", "skip"),
    BURY,
    SUSPEND,
    FLAG,
    Command("edit", "e,E", "edit({})", EDIT.words, "edit", each=CAPITAL),
    Command(
        "why",
        "i,I",
        "why({})",
        WHY.words,
        "why",
        each=CAPITAL,
    ),
    Command("reset", "R", "reset", "reset: learn the card anew (asks first)"),
    replace(ADD_CARD, short=""),
    Command("timer", "t", "timer", "hide or show the timer"),
    Command("numbers", "l,L", "numbers({})", "line numbers in code", each=CAPITAL),
    *SCROLLING,
    *SIDEWAYS,
    # The closing screen.
    Command("open", "enter", "open", "open the card under the cursor", "open"),
    MORE_NEW,
    AHEAD,
    PRACTISE,
    HELP,
    Command("leave", "q,escape", "leave", "back to the decks", "decks"),
)
LINE = (
    Command("submit", "enter", "submit", "hand the line in", "hand in"),
    Command("leave-line", "escape", "leave_line", "leave the line", "leave the line"),
    Command("untype", "ctrl+z", "untype", "take back typing", "undo typing"),
)
HOME = (
    Command("begin", "space,b", "begin", "begin all decks", "begin"),
    Command("begin-deck", "enter", "begin_deck", "begin the deck under the cursor", "one deck"),
    Command("browse", "slash", "app.browse", "cards: search, edit, suspend, flag", "cards"),
    Command("progress", "g", "app.progress", "progress: figures and pictures", "progress"),
    Command("plan", "p", "app.plan", "the interview plan: its date, readiness, what will fit", "plan"),
    Command("settings", "comma", "app.settings", "settings", "settings"),
    replace(ADD_CARD, short=""),
    Command("import", "I", "app.import_cards", "import: cards from tables, Anki, Mochi and Markdown, with a preview"),
    MORE_NEW,
    AHEAD,
    PRACTISE,
    Command("early", "c", "more('changed')", "check cards whose meaning has changed, before they come due"),
    UNDO,
    Command("switch", "o", "switch", "switch the deck off or on"),
    Command("problems", "exclamation_mark", "app.problems", "problems in decks"),
    Command("reload", "r", "reload", "read the decks again"),
    HELP,
    Command("quit-home", "q", "app.quit", "quit", "quit"),
)
CARDS = (
    Command("open", "enter", "open", "open the card: text, forgetting curve, why it is due, history", "open"),
    Command("to-list", "down", "to_list", "from the query into the list"),
    FIND,
    Command("mark", "space", "mark", "mark the card; what follows acts on all that are marked", "mark"),
    Command("review-these", "v", "review", "review those marked, or all listed, in the schedule", "review these"),
    Command("practise", "P", "practise", "practise those marked, or all listed; the schedule stands", "practise"),
    EDIT,
    replace(ADD_CARD, short=""),
    FLAG,
    Command("suspend", "at", "suspend_card", "suspend, or bring a suspended card back", "suspend"),
    Command("bury", "minus", "bury", "bury until tomorrow, or bring a buried card back", "bury"),
    Command("due-day", "d", "due_day", "set the day when it comes due", "due day"),
    Command("reset", "R", "reset", "reset: forget what was learned of it (asks first)"),
    UNDO,
    Command("sort", "s", "sort", "sort by due, deck, lapses, difficulty, added", "sort"),
    Command("sort-back", "S", "sort_back", "sort the other way round"),
    Command(
        "next-list", "tab", "preset(1)", "next list: due, new, suspended …; the query stays", "next list", priority=True
    ),
    Command("list-before", "shift+tab", "preset(-1)", "list before", priority=True),
    Command("mark-all", "ctrl+a", "mark_all", "mark all listed, or none"),
    WHY,
    HELP,
    BACK,
)
PROGRESS = (
    Command("next-panel", "tab", "panel(1)", "next panel", "next", priority=True),
    Command("panel-before", "shift+tab", "panel(-1)", "panel before", priority=True),
    Command("tab", "1,2,3,4,5,6", "tab({})", "a tab", each=("0", "1", "2", "3", "4", "5")),
    Command(
        "point",
        "left,h,right,l,up,k,down,j",
        "move({})",
        "along the bars, dots and days",
        "point",
        each=("-1, 0", "-1, 0", "1, 0", "1, 0", "0, -1", "0, -1", "0, 1", "0, 1"),
    ),
    Command("ends", "home,end", "end({})", "the first, the last", each=("0", "-1")),
    Command("cards", "enter", "cards", "list the cards behind it", "its cards"),
    FIND,
    Command("period", "t", "period", "30 days, 90 days, a year, all time", "period"),
    Command("horizon", "f", "horizon", "forecast of 30 or 90 days", "forecast"),
    HELP,
    BACK,
)
CARD_LIST = (Command("open", "enter", "card", "open the card, its forgetting curve and why", "open"), HELP, BACK)
PROBLEMS = (
    Command("open", "enter", "open", "edit at the line; for an edited card: both texts", "edit at the line"),
    HELP,
    BACK,
)
SETTINGS = (
    Command("change", "enter", "change", "change the setting", "change"),
    Command("turn", "space", "turn", "turn a switch over", "on or off"),
    HELP,
    BACK,
)
ADD = (
    Command("save", "ctrl+s", "save", "add the card to the deck", "add it"),
    Command(
        "next-field",
        "tab,shift+tab",
        "app.focus_{}",
        "the next field, the field before",
        "next field",
        each=("next", "previous"),
    ),
    Command("leave", "escape", "leave", "leave the form; what was typed is asked about first", "leave"),
    Command("keys", "f1", "keys", "these keys", "all keys"),
)
PLAN = (
    Command("plan-date", "d", "date", "set the day of the interview", "date"),
    Command("plan-minutes", "m", "minutes", "set the minutes of study a day", "minutes"),
    Command("days-off", "o", "off", "set days without study", "days off"),
    Command("plan-role", "r", "role", "what counts: a role from a list, or all alike", "role"),
    Command("plan-weights", "W", "weights", "decks, tags and levels that count more or less"),
    Command("plan-pass", "f", "final_pass", "a final pass: every card once more in the last days"),
    Command("plan-importance", "v", "importance", "how much this interview counts against the others"),
    Command("next-interview", "tab", "interview(1)", "the next of several interviews", "next interview", priority=True),
    Command("interview-before", "shift+tab", "interview(-1)", "the interview before", priority=True),
    Command("another", "plus", "another", "another interview beside those planned", "another"),
    Command("leave-out", "x", "leave_out", "leave this interview out (asks first)", "leave out"),
    Command("self-check", "s", "self_check", "about 20 new cards as practice: what you know unseen", "self-check"),
    Command("went", "w", "went", "write down how the interview went", "how it went"),
    Command("end-plan", "C", "clear", "end the plan (asks first)"),
    SCROLL_PAGE,
    *SCROLLING,
    HELP,
    BACK,
)
DIALOG = (Command("close", "escape,enter,space,q,i", "close", "close"), SCROLL_PAGE, *SCROLLING, HELP)
KEYS_DIALOG = (Command("close", "escape,enter,space,q,question_mark,f1", "close", "close"), SCROLL_PAGE, *SCROLLING)
LINE_DIALOG = (
    Command("cancel", "escape", "cancel", "leave it as it was", "cancel"),
    Command("keys", "f1", "keys", "these keys"),
)
QUESTION = (
    Command("cancel", "escape,q", "cancel", "close it without an answer"),
    SCROLL_PAGE,
    # Every letter may be an answer.
    Command("scroll-line", "up,down", "scroll_card({})", "scroll by a line", each=("'line', -1", "'line', 1")),
    Command("scroll-end", "home,end", "scroll_card({})", "to the top, to the bottom", each=("'end', -1", "'end', 1")),
    HELP,
)
PICKER = (
    Command("take", "enter,space", "take", "take what is under the cursor"),
    Command("leave", "escape,q", "leave", "leave it as it was"),
    HELP,
)
SCREENS: dict[str, tuple[Command, ...]] = {
    "app": APP,
    "list": LIST,
    "review": REVIEW,
    "line": LINE,
    "home": HOME,
    "cards": CARDS,
    "progress": PROGRESS,
    "card list": CARD_LIST,
    "problems": PROBLEMS,
    "settings": SETTINGS,
    "add": ADD,
    "plan": PLAN,
    "dialog": DIALOG,
    "dialog of keys": KEYS_DIALOG,
    "line dialog": LINE_DIALOG,
    "question": QUESTION,
    "picker": PICKER,
}


def bindings(commands: Iterable[Command]) -> list[BindingType]:
    """The bindings of a screen or a widget."""
    return [binding for command in commands for binding in command.bindings()]
