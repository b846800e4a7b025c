/** Holds the engine's promises against any folder of mail. */
@NullMarked
package org.afterword.cli.corpus;

import org.jspecify.annotations.NullMarked;
