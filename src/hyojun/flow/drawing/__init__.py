"""The drawing of a plane: shapes, lines, names, glyphs, style."""
