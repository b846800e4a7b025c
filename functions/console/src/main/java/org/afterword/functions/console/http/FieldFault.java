package org.afterword.functions.console.http;

/**
 * What is wrong with one field of a document.
 *
 * @param pointer where it is, as a JSON pointer in the form of a URI fragment (RFC 6901, section 6): {@code #/rules/3/name}
 * @param detail what is wrong and what would be right; never what was there
 * @param line in the field's text, 1 for the first; 0 where that says nothing
 * @param column in that line, 1 for the first; 0 where that says nothing
 */
public record FieldFault(String pointer, String detail, int line, int column) {}
