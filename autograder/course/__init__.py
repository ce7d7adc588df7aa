"""An nbgrader course: laying it out, and reading its marks."""
