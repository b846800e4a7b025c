/** Mail over real TLS, out of a simulated tenant and back into it, through all of Afterword. */
@NullMarked
package org.afterword.cli.endtoend;

import org.jspecify.annotations.NullMarked;
