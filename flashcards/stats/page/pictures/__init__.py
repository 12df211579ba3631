"""Pictures of progress as SVG.

`svg` writes elements, `axes` places ticks and labels, `legend` has marks; `plots`, `heatmap` and `standings` draw
values as pure functions. `exhibits` says what a picture is; `habits`, `recall` and `stock` make them of figures.
"""
