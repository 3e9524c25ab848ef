"""Widgets, views and painting that every pane uses; they know no feature and no data.

Import each from its own module. What paints itself or shows an icon takes the ``Theme`` first; what
the style sheet can dress (labels, surfaces, layouts) takes none. Texts come in translated.
"""
