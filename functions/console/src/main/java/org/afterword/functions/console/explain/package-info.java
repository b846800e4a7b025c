/** What would be done with a mail, and why. */
@NullMarked
package org.afterword.functions.console.explain;

import org.jspecify.annotations.NullMarked;
