/** Tenants, and the traces of their mail. */
@NullMarked
package org.afterword.functions.console.tenants;

import org.jspecify.annotations.NullMarked;
