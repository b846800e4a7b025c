/** Templates, rules, and what a signature looks like. */
@NullMarked
package org.afterword.functions.console.signatures;

import org.jspecify.annotations.NullMarked;
