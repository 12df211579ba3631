"""Markdown as HTML for other programs: structure, colours and formulas; and nothing that an author could slip in."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from flashcards.markup.html import BEGIN, END, as_html

TAGS = {
    *("p", "pre", "code", "span", "strong", "em", "s", "a", "img", "ul", "ol", "li", "br", "hr", "blockquote"),
    *("table", "thead", "tbody", "tr", "th", "td", "h1", "h2", "h3", "h4", "h5", "h6", "input"),
}
ATTRIBUTES = {"style", "class", "href", "src", "alt", "start", "title", "type", "disabled", "checked"}


class Seen(HTMLParser):
    """The tags and attributes of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.said = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.said += data


def test_one_paragraph_stands_alone_and_several_have_tags() -> None:
    assert as_html("a **b** *c* ~~d~~ `e`") == "a <strong>b</strong> <em>c</em> <s>d</s> <code>e</code>"
    assert as_html("a\n\n- b\n- c") == "<p>a</p>\n<ul>\n<li>b</li>\n<li>c</li>\n</ul>"
    assert as_html("") == ""


def test_code_is_coloured_and_a_diff_has_its_signs() -> None:
    page = as_html("```python\ndef f(x):\n    return 'a<b'  # c\n```")
    assert page.startswith('<pre><code class="language-python"><span style="color:#cf222e">def</span>')
    assert Seen(page).said == "def f(x):\n    return 'a<b'  # c"
    diff = as_html("```diff\n-a\n+b\n c\n```")
    assert Seen(diff).said == "-a\n+b\n c"
    assert diff.count("background:") == 2
    assert as_html("```nonsense\na < b\n```") == '<pre><code class="language-nonsense">a &lt; b</code></pre>'


def test_formulas_are_written_for_mathjax_wherever_they_stand() -> None:
    assert as_html("$a<b$ costs $5 or __init__") == r"\(a&lt;b\) costs $5 or __init__"
    assert as_html("$$\na\n\n\n \nb\n$$") == "<p>\\[a\\]</p>\n<p>\\[b\\]</p>"
    assert as_html("$$\na\n\nb\n$$ (3)") == "<p>\\[a\\]</p>\n<p>\\[b \\tag{3}\\]</p>"
    assert r"<td>\(|x|\)</td>" in as_html("| a | b |\n|---|---|\n| $|x|$ | 2 |")


def test_marks_stay_where_they_were_put_also_in_code() -> None:
    page = as_html(f"{BEGIN}**a** _b_{END}\n\n```python\nx = {BEGIN}len(xs){END}\n```")
    assert f"{BEGIN}<strong>a</strong> <em>b</em>{END}" in page
    assert Seen(page).said.endswith(f"x = {BEGIN}len(xs){END}")
    assert '<span style="color:#953800">len</span>' in page


@given(st.text(st.sampled_from("<>&\"'`*_$\\[](){}!|#-:=/ \nscriptaonehf"), max_size=60))
def test_no_text_makes_other_tags_than_those_of_markdown(text: str) -> None:
    seen = Seen(as_html(text, picture=lambda address: address))
    assert seen.tags <= TAGS
    assert {name for name, _ in seen.attributes} <= ATTRIBUTES
    for name, value in seen.attributes:
        assert name != "href" or not value.lower().lstrip().startswith(("javascript:", "vbscript:", "data:text"))
