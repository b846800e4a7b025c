package org.afterword.functions.console.people;

import com.fasterxml.jackson.databind.JsonNode;

/** One of the people that are to be imported. */
sealed interface ImportLine {
    /** The line of the table, or the number in the list, from 1. */
    int line();

    /** A person, not yet checked. */
    record Read(int line, JsonNode person) implements ImportLine {}

    /** Nothing that could be a person. */
    record Unreadable(int line, String why) implements ImportLine {}
}
