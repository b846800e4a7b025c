/** Tests of settings. */
@NullMarked
package org.afterword.process.settings;

import org.jspecify.annotations.NullMarked;
