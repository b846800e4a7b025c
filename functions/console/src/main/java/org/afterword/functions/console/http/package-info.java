/** A request and its answer, and what can be wrong with one (RFC 9110, RFC 9457). */
@NullMarked
package org.afterword.functions.console.http;

import org.jspecify.annotations.NullMarked;
