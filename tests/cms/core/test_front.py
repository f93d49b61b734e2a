import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from cms.core.excerpts import Piece
from cms.core.icons import ICONS


def rendered(source, **values):
    return Template("{% load front %}" + source).render(Context(values))


def test_steps_say_in_words_what_they_draw():
    drawn = rendered("{% steps 2 5 current=4 late=1 %}")
    assert 'role="img"' in drawn and 'aria-label="2 of 5 steps done"' in drawn
    assert [drawn.count(f'class="{state}"') for state in ("done", "late", "now")] == [2, 1, 1]
    assert drawn.count("<i") == 5


@pytest.mark.parametrize("name", sorted(ICONS))
def test_every_icon_is_hidden_from_screen_readers(name):
    assert 'aria-hidden="true"' in rendered("{% icon name %}", name=name)


def test_only_arrows_turn():
    assert "icon--turns" in rendered('{% icon "forward" turns=True %}')
    assert "icon--turns" not in rendered('{% icon "tick" %}')


def test_the_direction_is_that_of_the_language():
    with override("ar"):
        assert rendered("{% direction %} {% direction 'en' %} {% direction 'xx' %}") == "rtl ltr ltr"


class Sample(forms.Form):
    address = forms.EmailField(help_text="As you use it for work.")
    system = forms.ChoiceField(choices=[("civil", "Civil law")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(help_text="You can change it later.")


def test_errors_and_hints_are_tied_to_their_fields():
    form = Sample({"address": "nobody"})
    html = render_to_string("_form.html", {"form": form})
    for name in ("address", "agreed"):
        assert f'aria-describedby="id_{name}_helptext id_{name}_error"' in html
        assert html.count(f'id="id_{name}_error"') == html.count(f'id="id_{name}_helptext"') == 1
    assert '<fieldset class="field field--bad" id="id_system" aria-describedby="id_system_error">' in html
    assert 'value="nobody"' in html
    assert all(f'href="#id_{name}"' in html for name in ("address", "system", "agreed"))


@pytest.mark.django_db
def test_a_page_that_does_not_exist_says_what_to_do(client):
    answer = client.get("/learn/nowhere/at/all/", follow=True)
    assert answer.status_code == 404
    assert "Go to the first page" in answer.text and 'id="content"' in answer.text


def test_the_page_of_a_fault_needs_no_request_and_no_database():
    with override("ar"):
        assert '<html lang="ar" dir="rtl">' in render_to_string("500.html")


def test_nothing_is_inline(rf: RequestFactory):
    html = render_to_string("500.html") + rendered("{% steps 1 2 %}{% icon 'tick' %}")
    assert "style=" not in html and "<script>" not in html and "onclick" not in html


def test_what_was_found_is_marked_and_the_rest_is_text() -> None:
    pieces = (Piece("<b>a", found=False), Piece("law & order", found=True))
    said = Template("{% load front %}{% marked pieces %}").render(Context({"pieces": pieces}))
    assert said == "&lt;b&gt;a<mark>law &amp; order</mark>"
