"""Tests mirror the code; beside them: arch/ (the house rules), scenarios/, bench/, contract/ and captures/."""
