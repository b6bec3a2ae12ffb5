"""Text that is mostly Markdown's own marks, for \"any text\" tests."""

from __future__ import annotations

from hypothesis import strategies as st

MARKDOWN = st.lists(
    st.one_of(
        st.sampled_from(
            "# |## |- |* |1. |> |```|~~~|    |\t|---|***|_|*|**|`|~~|[|](|)|![|]: /u|[^a]|[^a]: |^[|"
            "|a|b |\n|\n\n|\\\n|  \n|<b>|</b>|<!--|-->|<div>|\n: |- [ ] |- [x] |&amp;|&#x1b;|\x1b|漢字|👩‍👩‍👧|e\u0301|"
            'https://e.x/|www.a.b|> [!tip] |[[x]]|{{< f >}}|{{% note %}}|{{ a(b) }}|{% x() %}|<h2>|</h2>|<pre>|</pre>|<ol>|<li>|<td>| {#a}|{% note() %}|{% end %}|{{< highlight go >}}|{{< /highlight >}}|{{< figure|>}}|{{< ref "a" >}}|![[a.png]]|:tada:|12:34'.split(
                "|"
            )
        ),
        st.just("|"),
        st.just("\n|a|b|\n|-|-|\n"),
        st.text(max_size=6),
    ),
    max_size=40,
).map("".join)
