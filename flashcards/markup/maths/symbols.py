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
partial ∂ nabla ∇ infty ∞ emptyset ∅ varnothing ∅ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ ldots … dots … dotsc …
cdots ⋯ dotsb ⋯ vdots ⋮ ddots ⋱ top ⊤ bot ⊥ dagger † ddagger ‡ ell ℓ hbar ℏ Re ℜ Im ℑ angle ∠ prime ′ imath ı jmath ȷ
aleph ℵ wp ℘ square □ triangle △ checkmark ✓ therefore ∴ because ∵ S § degree ° % % $ $ & & # # _ _
"""
_BINARY = """
cdot · times × div ÷ pm ± mp ∓ odot ⊙ oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ circ ∘ ast ∗ star ⋆ bullet • cup ∪ cap ∩
uplus ⊎ sqcup ⊔ sqcap ⊓ setminus ∖ land ∧ wedge ∧ lor ∨ vee ∨ bmod mod
"""
_RELATIONS = """
in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ subsetneq ⊊ supset ⊃ supseteq ⊇ to → gets ← rightarrow → leftarrow ←
leftrightarrow ↔ longrightarrow → longleftarrow ← uparrow ↑ downarrow ↓ hookrightarrow ↪ Rightarrow ⇒ Leftarrow ⇐
Leftrightarrow ⇔ Longrightarrow ⇒ Longleftrightarrow ⇔ iff ⇔ implies ⇒ impliedby ⇐ mapsto ↦ longmapsto ↦
le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ ne ≠ neq ≠ lt < gt > ll ≪ gg ≫ approx ≈ equiv ≡ sim ∼ simeq ≃ cong ≅
propto ∝ asymp ≍ doteq ≐ triangleq ≜ coloneqq ≔ prec ≺ succ ≻ preceq ⪯ succeq ⪰ mid | nmid ∤ parallel ∥ perp ⊥
models ⊨ vdash ⊢
"""
_PUNCTUATION = "colon :"
_OPENING = r"{ { lbrace { lbrack [ lvert | lVert ‖ lfloor ⌊ lceil ⌈ langle ⟨"
_CLOSING = r"} } rbrace } rbrack ] rvert | rVert ‖ rfloor ⌋ rceil ⌉ rangle ⟩"
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
    **{char: (char, Role.ORD) for char in "./!?@"},
    **{char: (char, Role.OPEN) for char in "(["},
    **{char: (char, Role.CLOSE) for char in ")]"},
    "|": ("|", Role.BAR),
    **{char: (char, role) for char, role in SYMBOLS.values() if not char.isascii()},
}
"""Characters that stand for themselves, or for a better form of themselves."""

_BIG_OPERATORS = """
sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ bigodot ⨀ bigvee ⋁ bigwedge ⋀
"""
_INTEGRALS = "int ∫ iint ∬ iiint ∭ oint ∮"
_FUNCTIONS = "log ln lg exp sin cos tan sec csc cot arcsin arccos arctan sinh cosh tanh coth dim ker hom deg arg"
_LIMIT_FUNCTIONS = "det gcd Pr lim limsup liminf max min sup inf argmax argmin"

OPERATORS: Final = {
    **{name: (char, True) for name, (char, _) in _named(Role.OP, _BIG_OPERATORS).items()},
    **{name: (char, False) for name, (char, _) in _named(Role.OP, _INTEGRALS).items()},
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
}
"""Combining characters by the name of the accent."""

ACCENT_COMMANDS: Final = {
    **{f"\\{name}": name for name in ACCENTS},
    "\\widehat": "hat",
    "\\widetilde": "tilde",
    "\\overrightarrow": "vec",
}

SPACES: Final = {
    **dict.fromkeys(("\\,", "\\:", "\\;", "\\>", "\\ ", "\\\n", "~"), 1),
    "\\quad": 2,
    "\\qquad": 4,
}
"""Columns of the spaces that are asked for."""

IGNORED: Final = frozenset(("\\!", "\\displaystyle", "\\textstyle"))

DELIMITERS: Final = {
    **{char: char for char in "()[]|"},
    "<": "⟨",
    ">": "⟩",
    ".": "",
    **{name: char for name, (char, role) in SYMBOLS.items() if role in {Role.OPEN, Role.CLOSE, Role.BAR}},
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
    "calligraphic": _run(ascii_uppercase, 0x1D49C, "BℬEℰFℱHℋIℐLℒMℳRℛ"),
    "fraktur": _run(ascii_uppercase, 0x1D504, "CℭHℌIℑRℜZℨ") | _run(ascii_lowercase, 0x1D51E),
    "sans-serif": _run(_LETTERS, 0x1D5A0) | _run(digits, 0x1D7E2),
    "typewriter": _run(_LETTERS, 0x1D670) | _run(digits, 0x1D7F6),
}
"""Letters of another meaning by typeface; upright and italic letters are not told apart."""

FONTS: Final = {
    "\\mathbf": "bold",
    "\\boldsymbol": "bold",
    "\\bm": "bold",
    "\\mathbb": "blackboard",
    "\\mathcal": "calligraphic",
    "\\mathfrak": "fraktur",
    "\\mathsf": "sans-serif",
    "\\mathtt": "typewriter",
    "\\mathrm": "upright",
    "\\mathit": "italic",
}
WORD_FONTS: Final = frozenset(("upright", "italic", "sans-serif", "typewriter"))
"""Typefaces in which neighbouring letters are a word, not a product."""

TEXT_COMMANDS: Final = frozenset(
    ("\\text", "\\textrm", "\\textit", "\\textbf", "\\textsf", "\\texttt", "\\textnormal", "\\mbox")
)
TEXT_ESCAPES: Final = {
    **{f"\\{char}": char for char in "%$&#_{}"},
    **dict.fromkeys(("\\ ", "\\,", "\\;", "~"), " "),
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
