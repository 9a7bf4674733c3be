"""A layout for a flow that has none: lanes as rows, steps as columns, lines that cross no shape."""
