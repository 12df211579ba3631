"""Tables of the TeX commands that have a Unicode character of the same meaning."""

# ruff: noqa: RUF001 - the tables hold mathematical characters

from __future__ import annotations

from enum import Enum
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Final


class Role(Enum):
    """What a symbol does in a row, which decides the space around it."""

    ORD = "ordinary"
    OP = "operator before its operand"
    BIN = "between two operands"
    REL = "relation"
    OPEN = "opening bracket"
    CLOSE = "closing bracket"
    PUNCT = "punctuation"
    BAR = "bar that opens, closes or separates"
    MID = "separator as tall as the brackets around it"


def _named(role: Role, pairs: str) -> dict[str, tuple[str, Role]]:
    words = pairs.split()
    return {f"\\{name}": (char, role) for name, char in zip(words[::2], words[1::2], strict=True)}


_GREEK = """
alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ varkappa ϰ
lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ
psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
"""
_ORDINARY = """
partial ∂ nabla ∇ infty ∞ emptyset ∅ varnothing ∅ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ ldots … dots … dotsc … dotso … mathellipsis …
cdots ⋯ dotsb ⋯ dotsm ⋯ dotsi ⋯ vdots ⋮ ddots ⋱ top ⊤ bot ⊥ dagger † ddagger ‡ ell ℓ hbar ℏ Re ℜ Im ℑ angle ∠ prime ′ imath ı jmath ȷ
aleph ℵ beth ℶ gimel ℷ daleth ℸ wp ℘ square □ triangle △ checkmark ✓ therefore ∴ because ∵ S § P ¶ degree ° % % $ $
& & # # _ _ hslash ℏ complement ∁ eth ð mho ℧ measuredangle ∡ sphericalangle ∢ surd √ flat ♭ natural ♮ sharp ♯
bigstar ★ blacksquare ■ Diamond ◇ lozenge ◊ blacklozenge ⧫ diamondsuit ♢ clubsuit ♣ heartsuit ♡ spadesuit ♠
bigtriangleup △ bigtriangledown ▽ triangledown ▽ blacktriangle ▴ blacktriangledown ▾ adots ⋰ copyright © pounds £ yen ¥
maltese ✠ backslash ∖ reals ℝ Reals ℝ R ℝ N ℕ Z ℤ Q ℚ Complex ℂ cnums ℂ natnums ℕ digamma ϝ Bbbk 𝕜 textquotesingle '
cdotp · ldotp . dag † ddag ‡ infin ∞ empty ∅ isin ∈ exist ∃ alef ℵ alefsym ℵ image ℑ real ℜ weierp ℘
"""
_BINARY = """
cdot · times × div ÷ pm ± mp ∓ odot ⊙ oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ circ ∘ ast ∗ star ⋆ bullet • cup ∪ cap ∩
uplus ⊎ sqcup ⊔ sqcap ⊓ setminus ∖ smallsetminus ∖ land ∧ wedge ∧ lor ∨ vee ∨ bmod mod boxplus ⊞ boxminus ⊟ boxtimes ⊠
boxdot ⊡ ltimes ⋉ rtimes ⋊ bowtie ⋈ dotplus ∔ amalg ⨿ wr ≀ triangleleft ◁ triangleright ▷ diamond ⋄ bigcirc ◯
circledast ⊛ circledcirc ⊚ circleddash ⊝ divideontimes ⋇ intercal ⊺ barwedge ⊼ veebar ⊻ curlywedge ⋏ curlyvee ⋎ Cap ⋒
Cup ⋓ centerdot · sdot · plusmn ± unlhd ⊴ unrhd ⊵ lhd ⊲ rhd ⊳
"""
_RELATIONS = """
in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ subsetneq ⊊ supset ⊃ supseteq ⊇ to → gets ← rightarrow → leftarrow ←
leftrightarrow ↔ longrightarrow → longleftarrow ← uparrow ↑ downarrow ↓ hookrightarrow ↪ Rightarrow ⇒ Leftarrow ⇐
Leftrightarrow ⇔ Longrightarrow ⇒ Longleftrightarrow ⇔ iff ⇔ implies ⇒ impliedby ⇐ mapsto ↦ longmapsto ↦
le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ ne ≠ neq ≠ lt < gt > ll ≪ gg ≫ approx ≈ equiv ≡ sim ∼ simeq ≃ cong ≅
propto ∝ asymp ≍ doteq ≐ triangleq ≜ coloneqq ≔ prec ≺ succ ≻ preceq ⪯ succeq ⪰ mid | nmid ∤ parallel ∥ perp ⊥
models ⊨ vDash ⊨ vdash ⊢ dashv ⊣ Vdash ⊩ nvdash ⊬ nvDash ⊭ leqq ≦ geqq ≧ lesssim ≲ gtrsim ≳ lessapprox ⪅ gtrapprox ⪆
lneq ⪇ gneq ⪈ lneqq ≨ gneqq ≩ nless ≮ ngtr ≯ nleq ≰ ngeq ≱ lessgtr ≶ gtrless ≷ lll ⋘ ggg ⋙ eqsim ≂ backsim ∽ nsim ≁
ncong ≇ approxeq ≊ thickapprox ≈ thicksim ∼ coloneq ≔ Coloneqq ⩴ eqcolon ≕ vcentcolon : dblcolon ∷ bumpeq ≏ Bumpeq ≎
eqcirc ≖ circeq ≗ doteqdot ≑ Doteq ≑ fallingdotseq ≒ risingdotseq ≓ curlyeqprec ⋞ curlyeqsucc ⋟ preccurlyeq ≼
succcurlyeq ≽ precsim ≾ succsim ≿ nprec ⊀ nsucc ⊁ Subset ⋐ Supset ⋑ nsubseteq ⊈ nsupseteq ⊉ supsetneq ⊋ subseteqq ⫅
supseteqq ⫆ sqsubset ⊏ sqsupset ⊐ sqsubseteq ⊑ sqsupseteq ⊒ owns ∋ notni ∌ between ≬ pitchfork ⋔ smile ⌣ frown ⌢ Join ⋈
vartriangleleft ⊲ vartriangleright ⊳ trianglelefteq ⊴ trianglerighteq ⊵ ntriangleleft ⋪ ntriangleright ⋫ varpropto ∝
shortmid | nparallel ∦ shortparallel ∥ sub ⊂ sube ⊆ supe ⊇ thetasym ϑ
updownarrow ↕ Uparrow ⇑ Downarrow ⇓ Updownarrow ⇕ longleftrightarrow ↔ Longleftarrow ⇐ hookleftarrow ↩ nearrow ↗
searrow ↘ swarrow ↙ nwarrow ↖ rightharpoonup ⇀ rightharpoondown ⇁ leftharpoonup ↼ leftharpoondown ↽ upharpoonright ↾
upharpoonleft ↿ downharpoonright ⇂ downharpoonleft ⇃ rightleftharpoons ⇌ leftrightharpoons ⇋ rightleftarrows ⇄
leftrightarrows ⇆ rightrightarrows ⇉ leftleftarrows ⇇ upuparrows ⇈ downdownarrows ⇊ twoheadrightarrow ↠
twoheadleftarrow ↞ rightarrowtail ↣ leftarrowtail ↢ dashrightarrow ⇢ dashleftarrow ⇠ nrightarrow ↛ nleftarrow ↚
nleftrightarrow ↮ nRightarrow ⇏ nLeftarrow ⇍ nLeftrightarrow ⇎ rightsquigarrow ⇝ leadsto ⇝ leftrightsquigarrow ↭
circlearrowleft ↺ circlearrowright ↻ curvearrowleft ↶ curvearrowright ↷ looparrowright ↬ looparrowleft ↫ Lsh ↰ Rsh ↱
multimap ⊸ rarr → larr ← harr ↔ rArr ⇒ lArr ⇐ hArr ⇔ Rarr ⇒ Larr ⇐ Harr ⇔ lrarr ↔ uarr ↑ darr ↓
"""
_PUNCTUATION = "colon :"
_OPENING = r"{ { lbrace { lbrack [ lparen ( lvert | lVert ‖ lfloor ⌊ lceil ⌈ langle ⟨ llbracket ⟦ lang ⟨"
_CLOSING = r"} } rbrace } rbrack ] rparen ) rvert | rVert ‖ rfloor ⌋ rceil ⌉ rangle ⟩ rrbracket ⟧ rang ⟩"
_BARS = "| ‖ vert | Vert ‖"

SYMBOLS: Final = {
    **_named(Role.ORD, _GREEK),
    **_named(Role.ORD, _ORDINARY),
    **_named(Role.BIN, _BINARY),
    **_named(Role.REL, _RELATIONS),
    **_named(Role.PUNCT, _PUNCTUATION),
    **_named(Role.OPEN, _OPENING),
    **_named(Role.CLOSE, _CLOSING),
    **_named(Role.BAR, _BARS),
}
"""Commands without arguments."""

CHARACTERS: Final = {
    **dict.fromkeys("+", ("+", Role.BIN)),
    "-": ("−", Role.BIN),
    "*": ("∗", Role.BIN),
    **{char: (char, Role.REL) for char in "=<>:"},
    **{char: (char, Role.PUNCT) for char in ",;"},
    **{char: (char, Role.ORD) for char in './!?@"“”„…'},
    **{char: (char, Role.OPEN) for char in "(["},
    **{char: (char, Role.CLOSE) for char in ")]"},
    "|": ("|", Role.BAR),
    **{char: (char, role) for char, role in SYMBOLS.values() if not char.isascii()},
}
"""Characters that stand for themselves, or for a better form of themselves."""

_BIG_OPERATORS = """
sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ bigodot ⨀ bigvee ⋁ bigwedge ⋀
biguplus ⨄ bigsqcup ⨆
"""
_INTEGRALS = "int ∫ iint ∬ iiint ∭ oint ∮ oiint ∯ oiiint ∰ intop ∫ smallint ∫"
_FUNCTIONS = """
log ln lg exp sin cos tan sec csc cot arcsin arccos arctan sinh cosh tanh coth dim ker hom deg arg cosec cotg ctg arctg tg
sh ch th cth
"""
_LIMIT_FUNCTIONS = "det gcd Pr lim limsup liminf max min sup inf argmax argmin injlim projlim plim"

_SIGNS = {
    **{name: (char, True) for name, (char, _) in _named(Role.OP, _BIG_OPERATORS).items()},
    **{name: (char, False) for name, (char, _) in _named(Role.OP, _INTEGRALS).items()},
}
OPERATORS: Final = {
    **_SIGNS,
    **dict(zip((char for char, _ in _SIGNS.values()), _SIGNS.values(), strict=True)),
    **{f"\\{name}": (name, False) for name in _FUNCTIONS.split()},
    **{f"\\{name}": (name, True) for name in _LIMIT_FUNCTIONS.split()},
}
"""Operators that stand before their operand, and whether their scripts stand above and below them in a drawing."""

ACCENTS: Final = {
    "hat": "\u0302",
    "bar": "\u0304",
    "tilde": "\u0303",
    "dot": "\u0307",
    "ddot": "\u0308",
    "vec": "\u20d7",
    "overline": "\u0305",
    "underline": "\u0332",
    "check": "\u030c",
    "breve": "\u0306",
    "acute": "\u0301",
    "grave": "\u0300",
    "mathring": "\u030a",
    "dddot": "\u20db",
    "overleftarrow": "\u20d6",
    "overleftrightarrow": "\u20e1",
}
"""Combining characters by the name of the accent."""

ACCENT_COMMANDS: Final = {
    **{f"\\{name}": name for name in ACCENTS},
    "\\widehat": "hat",
    "\\widetilde": "tilde",
    "\\widecheck": "check",
    "\\overrightarrow": "vec",
    "\\Overrightarrow": "vec",
    "\\underbar": "underline",
}

SPACES: Final = {
    **dict.fromkeys(("\\,", "\\:", "\\;", "\\>", "\\ ", "\\\n", "~"), 1),
    **dict.fromkeys(("\\enspace", "\\thinspace", "\\medspace", "\\thickspace", "\\space", "\\nobreakspace"), 1),
    "\\quad": 2,
    "\\qquad": 4,
}
"""Columns of the spaces that are asked for."""

IGNORED: Final = frozenset(
    (
        *("\\!", "\\displaystyle", "\\textstyle", "\\scriptstyle", "\\scriptscriptstyle", "\\tiny", "\\scriptsize"),
        *(
            "\\footnotesize",
            "\\small",
            "\\normalsize",
            "\\large",
            "\\Large",
            "\\LARGE",
            "\\huge",
            "\\Huge",
            "\\nonumber",
        ),
        *(
            "\\notag",
            "\\negthinspace",
            "\\negmedspace",
            "\\negthickspace",
            "\\allowbreak",
            "\\nobreak",
            "\\strut",
            "\\mathstrut",
        ),
        *("\\hline", "\\hdashline", "\\/", "\\protect", "\\relax", "\\centering"),
    )
)
"""What sets a formula otherwise and says nothing."""

ALIASES: Final = {
    **dict.fromkeys(("\\newline", "\\cr"), "\\\\"),
    **dict.fromkeys("\u2019\u2018\u2032\u02b9\u00b4", "'"),
    **dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d", "-"),
    **dict.fromkeys("\u2758\uff5c", "|"),
    "\u2223": "\\mid",
    **dict.fromkeys("\u2225\u2016", "\\|"),
    **dict.fromkeys("\u2217\uff0a", "*"),
    **dict.fromkeys("\u22c5\u2219\u00b7\u30fb", "\\cdot"),
    **dict.fromkeys("\u2044\u2215\uff0f", "/"),
    **dict.fromkeys("\u2236\uff1a", ":"),
    **dict.fromkeys("\u3008\u2329", "\\langle"),
    **dict.fromkeys("\u3009\u232a", "\\rangle"),
    "\u2206": "\\Delta",
    "\u2126": "\\Omega",
    "\uff0c": ",",
    "\uff1b": ";",
    "\uff08": "(",
    "\uff09": ")",
    "\u3010": "[",
    "\u3011": "]",
    "\\lt": "<",
    "\\gt": ">",
}
"""Lexemes that are another one in other clothes."""

INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufe0e\ufe0f"
"""Characters that come along when text is copied, and that nobody sees."""

VULGAR: Final = {"½": "12", "⅓": "13", "⅔": "23", "¼": "14", "¾": "34", "⅕": "15", "⅛": "18"}

DELIMITERS: Final = {
    **{char: char for char in "()[]|/"},
    "<": "⟨",
    ">": "⟩",
    ".": "",
    **{name: char for name, (char, role) in SYMBOLS.items() if role in {Role.OPEN, Role.CLOSE, Role.BAR}},
    **{char: char for char, role in SYMBOLS.values() if role in {Role.OPEN, Role.CLOSE} and not char.isascii()},
    "\\backslash": "∖",
    **{
        f"\\{name}": SYMBOLS[f"\\{name}"][0] for name in ("uparrow", "downarrow", "updownarrow", "Uparrow", "Downarrow")
    },
}
"""What may follow ``\\left``, ``\\right`` and ``\\big``."""

_LETTERS = ascii_uppercase + ascii_lowercase
_BOLD_GREEK = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ∇αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ"


def _run(source: str, first: int, exceptions: str = "") -> dict[str, str]:
    """Map characters to a run of code points, except those that Unicode had given a place before."""
    earlier = dict(zip(exceptions[::2], exceptions[1::2], strict=True))
    return {char: earlier.get(char, chr(first + offset)) for offset, char in enumerate(source)}


ALPHABETS: Final = {
    "bold": _run(_LETTERS, 0x1D400) | _run(digits, 0x1D7CE) | _run(_BOLD_GREEK, 0x1D6A8),
    "blackboard": _run(ascii_uppercase, 0x1D538, "CℂHℍNℕPℙQℚRℝZℤ")
    | _run(ascii_lowercase, 0x1D552)
    | _run(digits, 0x1D7D8),
    "calligraphic": _run(ascii_uppercase, 0x1D49C, "BℬEℰFℱHℋIℐLℒMℳRℛ") | _run(ascii_lowercase, 0x1D4B6, "eℯgℊoℴ"),
    "fraktur": _run(ascii_uppercase, 0x1D504, "CℭHℌIℑRℜZℨ") | _run(ascii_lowercase, 0x1D51E),
    "sans-serif": _run(_LETTERS, 0x1D5A0) | _run(digits, 0x1D7E2),
    "typewriter": _run(_LETTERS, 0x1D670) | _run(digits, 0x1D7F6),
}
"""Letters of another meaning by typeface; upright and italic letters are not told apart."""

FONTS: Final = {
    **dict.fromkeys(("\\mathbf", "\\boldsymbol", "\\bm", "\\pmb", "\\bold", "\\mathbfit"), "bold"),
    **dict.fromkeys(("\\mathbb", "\\mathbbm", "\\mathds", "\\Bbb"), "blackboard"),
    **dict.fromkeys(("\\mathcal", "\\mathscr"), "calligraphic"),
    **dict.fromkeys(("\\mathfrak", "\\frak"), "fraktur"),
    "\\mathsf": "sans-serif",
    "\\mathtt": "typewriter",
    **dict.fromkeys(("\\mathrm", "\\mathup"), "upright"),
    **dict.fromkeys(("\\mathit", "\\mathnormal"), "italic"),
}
DECLARATIONS: Final = {
    **dict.fromkeys(("\\rm", "\\rmfamily", "\\textnormal"), "upright"),
    **dict.fromkeys(("\\bf", "\\bfseries", "\\boldmath"), "bold"),
    **dict.fromkeys(("\\it", "\\itshape", "\\mit"), "italic"),
    **dict.fromkeys(("\\sf", "\\sffamily"), "sans-serif"),
    **dict.fromkeys(("\\tt", "\\ttfamily"), "typewriter"),
    "\\cal": "calligraphic",
}
"""Typefaces that hold from their command to the end of the group."""
WORD_FONTS: Final = frozenset(("upright", "italic", "sans-serif", "typewriter"))
"""Typefaces in which neighbouring letters are a word, not a product."""

TEXT_COMMANDS: Final = frozenset(
    (
        *("\\text", "\\textrm", "\\textit", "\\textbf", "\\textsf", "\\texttt", "\\textnormal", "\\mbox", "\\hbox"),
        *("\\textup", "\\textmd", "\\textsl", "\\textsc", "\\emph", "\\fbox"),
    )
)
TEXT_ESCAPES: Final = {
    **{f"\\{char}": char for char in "%$&#_{}"},
    **dict.fromkeys(("\\ ", "\\,", "\\;", "\\:", "\\quad", "\\qquad", "~"), " "),
    "_": "_",
    "\\cdot": "·",
    "\\|": "‖",
    "\\langle": "⟨",
    "\\rangle": "⟩",
    "\\Delta": "Δ",
    "\\Omega": "Ω",
    "\\newline": " ",
    "\\\\": " ",
    "\\-": "",
    "\\ldots": "…",
    "\\dots": "…",
}

SUPERSCRIPTS: Final = dict(
    zip(
        "0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ′∗∘",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ′*°",
        strict=True,
    )
)
SUBSCRIPTS: Final = dict(
    zip("0123456789+−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True)
)
