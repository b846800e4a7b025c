/** Holds what administrators are answered to its promises. */
@NullMarked
package org.afterword.functions.admin;

import org.jspecify.annotations.NullMarked;
