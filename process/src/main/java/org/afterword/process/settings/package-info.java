/** Reads settings from the environment and names everything that is wrong with them at once. */
@NullMarked
package org.afterword.process.settings;

import org.jspecify.annotations.NullMarked;
