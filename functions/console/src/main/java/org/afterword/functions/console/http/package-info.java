/** A request and its answer, the table that says who answers, and what can be wrong (RFC 9110, RFC 9457). */
@NullMarked
package org.afterword.functions.console.http;

import org.jspecify.annotations.NullMarked;
