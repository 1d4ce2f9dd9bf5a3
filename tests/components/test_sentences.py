"""Several refusals of one form stand beside each other as components: lists inside lists are drawn as nothing."""

from __future__ import annotations

from dash.development.base_component import Component

from components import form


def test_each_sentence_is_a_line_of_its_own():
    assert [isinstance(one, Component) for one in form.sentences(["Enter an amount.", "Say why."])] == [True, True]
    assert form.sentences([]) == []
