/** A text as the lines that a reader sees, each with its range in the source. */
@NullMarked
package org.afterword.engine.place.lines;

import org.jspecify.annotations.NullMarked;
