/** People: single, in pages, and as tables. */
@NullMarked
package org.afterword.functions.console.people;

import org.jspecify.annotations.NullMarked;
