"""How a note looks: the component classes of the viewer and their styles, by theme variables.

Weight, marks and lines tell things apart before colour does, so that a note reads the same in
16 colours, in one, and for eyes that do not tell red from green.
"""

from __future__ import annotations

STYLE_NAMES = [
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "heading-mark",
    "heading-rule",
    "em",
    "strong",
    "strike",
    "underline",
    "mark",
    "code",
    "kbd",
    "link",
    "url",
    "image",
    "footnote-mark",
    "marker",
    "task",
    "task-done",
    "quote-bar",
    "callout-note",
    "callout-success",
    "callout-warning",
    "callout-error",
    "table-header",
    "table-rule",
    "rule",
    "notice",
    "html",
    "dim",
    "code-bar",
    "code-block",
    "code-comment",
    "code-keyword",
    "code-string",
    "code-number",
    "code-name",
    "code-deleted",
    "code-inserted",
    "link-current",
    "hit",
    "hit-current",
]
"""Every style name that laid-out lines may use; each is the component class `markdown-view--NAME`."""

PREFIX = "markdown-view--"

COMPONENTS = {PREFIX + name for name in STYLE_NAMES}

CSS = """
MarkdownView {
    overflow-x: auto;
    overflow-y: scroll;
    background: $background;
    color: $foreground;

    &.-heading-line {
        border-top: solid $foreground-muted;
        border-title-color: $foreground;
        border-title-style: bold;
    }

    & > .markdown-view--h1 { color: $text-primary; text-style: bold; }
    & > .markdown-view--h2 { color: $text-primary; text-style: bold; }
    & > .markdown-view--h3 { color: $text-primary; text-style: bold; }
    & > .markdown-view--h4 { color: $markdown-h4-color; text-style: bold; }
    & > .markdown-view--h5 { color: $markdown-h5-color; text-style: bold italic; }
    & > .markdown-view--h6 { color: $markdown-h6-color; text-style: italic; }
    & > .markdown-view--heading-mark { color: $foreground-muted; text-style: not bold; }
    & > .markdown-view--heading-rule { color: $foreground-muted; text-style: not bold; }
    & > .markdown-view--em { text-style: italic; }
    & > .markdown-view--strong { text-style: bold; }
    & > .markdown-view--strike { text-style: strike; color: $foreground-muted; }
    & > .markdown-view--underline { text-style: underline; }
    & > .markdown-view--mark { background: $warning-muted; color: $text-warning; text-style: bold; }
    & > .markdown-view--code { background: $surface; color: $text-success; text-style: bold; }
    & > .markdown-view--kbd { background: $panel; color: $foreground; text-style: bold; }
    & > .markdown-view--link { color: $text-accent; text-style: underline; }
    & > .markdown-view--url { color: $foreground-muted; text-style: not underline; }
    & > .markdown-view--image { color: $text-secondary; text-style: italic; }
    & > .markdown-view--footnote-mark { color: $foreground-muted; }
    & > .markdown-view--marker { color: $text-primary; }
    & > .markdown-view--task { color: $text-warning; }
    & > .markdown-view--task-done { color: $text-success; }
    & > .markdown-view--quote-bar { color: $secondary; }
    & > .markdown-view--callout-note { color: $text-primary; text-style: bold; }
    & > .markdown-view--callout-success { color: $text-success; text-style: bold; }
    & > .markdown-view--callout-warning { color: $text-warning; text-style: bold; }
    & > .markdown-view--callout-error { color: $text-error; text-style: bold; }
    & > .markdown-view--table-header { text-style: bold; color: $text-primary; }
    & > .markdown-view--table-rule { color: $foreground-muted; }
    & > .markdown-view--rule { color: $foreground-muted; }
    & > .markdown-view--notice { color: $text-warning; text-style: italic; }
    & > .markdown-view--html { color: $foreground; }
    & > .markdown-view--dim { color: $foreground-muted; }
    & > .markdown-view--code-bar { color: $foreground-muted; }
    & > .markdown-view--code-block { background: $surface; color: $foreground; }
    & > .markdown-view--code-comment { color: $foreground-muted; text-style: italic; }
    & > .markdown-view--code-keyword { color: $text-accent; text-style: bold; }
    & > .markdown-view--code-string { color: $text-success; }
    & > .markdown-view--code-number { color: $text-warning; }
    & > .markdown-view--code-name { color: $text-primary; }
    & > .markdown-view--code-deleted { color: $text-error; }
    & > .markdown-view--code-inserted { color: $text-success; }
    & > .markdown-view--link-current { text-style: reverse bold; }
    & > .markdown-view--hit { background: $warning-muted; color: $text-warning; text-style: bold underline; }
    & > .markdown-view--hit-current { text-style: reverse bold; }

    &:ansi {
        background: ansi_default;
        color: ansi_default;
        & > .markdown-view--h1 { color: ansi_magenta; }
        & > .markdown-view--h2 { color: ansi_blue; }
        & > .markdown-view--h3 { color: ansi_blue; }
        & > .markdown-view--heading-mark { color: ansi_default; text-style: not bold dim; }
        & > .markdown-view--heading-rule { color: ansi_default; text-style: not bold dim; }
        & > .markdown-view--strike { color: ansi_default; }
        & > .markdown-view--mark { background: ansi_yellow; color: ansi_black; }
        & > .markdown-view--code { background: ansi_default; color: ansi_cyan; text-style: bold; }
        & > .markdown-view--kbd { background: ansi_default; color: ansi_default; text-style: bold underline; }
        & > .markdown-view--link { color: ansi_blue; }
        & > .markdown-view--url { color: ansi_default; text-style: not underline dim; }
        & > .markdown-view--image { color: ansi_magenta; }
        & > .markdown-view--footnote-mark { color: ansi_default; text-style: dim; }
        & > .markdown-view--marker { color: ansi_cyan; }
        & > .markdown-view--task { color: ansi_yellow; }
        & > .markdown-view--task-done { color: ansi_green; }
        & > .markdown-view--quote-bar { color: ansi_magenta; }
        & > .markdown-view--callout-note { color: ansi_cyan; }
        & > .markdown-view--callout-success { color: ansi_green; }
        & > .markdown-view--callout-warning { color: ansi_yellow; }
        & > .markdown-view--callout-error { color: ansi_red; }
        & > .markdown-view--table-header { color: ansi_default; }
        & > .markdown-view--table-rule { color: ansi_default; text-style: dim; }
        & > .markdown-view--rule { color: ansi_default; text-style: dim; }
        & > .markdown-view--notice { color: ansi_yellow; }
        & > .markdown-view--html { color: ansi_default; }
        & > .markdown-view--dim { color: ansi_default; text-style: dim; }
        & > .markdown-view--code-bar { color: ansi_default; text-style: dim; }
        & > .markdown-view--code-block { background: ansi_default; color: ansi_default; }
        & > .markdown-view--code-comment { color: ansi_default; text-style: dim italic; }
        & > .markdown-view--code-keyword { color: ansi_magenta; }
        & > .markdown-view--code-string { color: ansi_green; }
        & > .markdown-view--code-number { color: ansi_yellow; }
        & > .markdown-view--code-name { color: ansi_blue; }
        & > .markdown-view--code-deleted { color: ansi_red; }
        & > .markdown-view--code-inserted { color: ansi_green; }
        & > .markdown-view--hit { background: ansi_yellow; color: ansi_black; }
    }
}
"""
