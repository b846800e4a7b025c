/** Answers administrators: who gets which signature, how it looks, and why a mail got what it got. */
@NullMarked
package org.afterword.functions.console;

import org.jspecify.annotations.NullMarked;
