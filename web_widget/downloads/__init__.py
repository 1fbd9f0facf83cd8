"""The question list as files that a parent takes along: a page to print, PDF, Word, plain text, mail, calendar."""
