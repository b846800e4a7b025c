/** Answers the page on which a tenant is connected, and everybody else who speaks its interface. */
@NullMarked
package org.afterword.functions.console.connect;

import org.jspecify.annotations.NullMarked;
