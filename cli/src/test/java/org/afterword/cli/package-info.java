/** Tests of the command line, of the settings' document, and of the directions between rooms. */
@NullMarked
package org.afterword.cli;

import org.jspecify.annotations.NullMarked;
