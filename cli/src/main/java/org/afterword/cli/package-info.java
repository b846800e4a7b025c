/** The command line: what {@code ./afterword} starts. */
@NullMarked
package org.afterword.cli;

import org.jspecify.annotations.NullMarked;
