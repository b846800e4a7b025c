/** Holds what administrators are answered to its promises. */
@NullMarked
package org.afterword.functions.console;

import org.jspecify.annotations.NullMarked;
