// Regular expressions by PCRE2.
