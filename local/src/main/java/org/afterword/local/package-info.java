/** The command line: what {@code ./afterword} starts. */
@NullMarked
package org.afterword.local;

import org.jspecify.annotations.NullMarked;
