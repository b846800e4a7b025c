/** Tests of what the page may ask for, and who sees what. */
@NullMarked
package org.afterword.functions.console.connect;

import org.jspecify.annotations.NullMarked;
